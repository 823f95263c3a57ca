-- one row per indicator: what a search knows it by
select
    indicator_id, objective_id, title,
    [indicator_id] as exact,
    concat_ws(' ', 'indicateur', indicator_id, title, unit, numerator_label, denominator_label, source) as searched
from marts.indicator
order by objective_id, position
