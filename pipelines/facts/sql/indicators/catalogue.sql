-- one row per indicator, in the order of the strategy, with the wording of its objective
select indicator.*, objective.title as objective_title, objective.title_status
from marts.indicator
join marts.objective on objective.objective_id = indicator.objective_id
order by indicator.objective_id, indicator.position
