-- one row: the definition of the indicator, with the titles of its objective and axis
select indicator.*, objective.title as objective_title, axis.title as axis_title
from marts.indicator as indicator
join marts.objective as objective using (objective_id)
join marts.axis as axis on axis.axis_id = indicator.axis_id
where indicator.indicator_id = $indicator
