-- one row per indicator whose code, title, unit or source holds every word of a search: the ten best, and how many there are
with described as (
    select
        *, fold(indicator_id) as code, fold(title) as folded,
        fold(concat_ws(' ', 'indicateur', indicator_id, title, unit, numerator_label, denominator_label, source)) as searched
    from marts.indicator
)
select indicator_id, objective_id, title, unit, count(*) over () as found
from described
where len(list_filter(string_split($text, ' '), lambda word: not contains(searched, word))) = 0
order by
    case
        when code = $text then 0
        when starts_with(code, $text) or starts_with(folded, $text) then 1
        when contains(' ' || folded, ' ' || $text) then 2
        when contains(folded, $text) then 3
        else 4
    end,
    objective_id, position
limit 10
