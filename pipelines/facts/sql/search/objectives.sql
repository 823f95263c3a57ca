-- one row per objective whose number, title or axis holds every word of a search: the ten best, and how many there are
with described as (
    select
        objective.*, axis.title as axis_title, fold(objective.title) as folded,
        fold(concat_ws(' ', 'objectif', objective_id, objective.title, 'axe', axis_id, axis.title)) as searched
    from marts.objective
    join marts.axis using (axis_id)
)
select objective_id, title, axis_id, axis_title, count(*) over () as found
from described
where len(list_filter(string_split($text, ' '), lambda word: not contains(searched, word))) = 0
order by
    case
        when objective_in($text) = objective_id then 0
        when starts_with(folded, $text) then 1
        when contains(' ' || folded, ' ' || $text) then 2
        when contains(' ' || searched || ' ', ' ' || $text || ' ') then 3
        else 4
    end,
    objective_id
limit 10
