-- one row per objective: what a search knows it by
select
    objective_id, objective.title, axis_id, axis.title as axis_title,
    list_transform(['', 'o', 'o0', 'objectif ', 'objectif n° '], lambda before: before || objective_id) as exact,
    concat_ws(' ', 'objectif', objective_id, objective.title, 'axe', axis_id, axis.title) as searched
from marts.objective
join marts.axis using (axis_id)
order by objective_id
