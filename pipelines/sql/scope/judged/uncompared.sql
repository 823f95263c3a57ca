-- one row per campaign × territory × indicator whose comparison of like with like would give back another's figure
select row.campaign, row.territory_code, row.indicator_id, row.objective_id, row.axis_id, row.comparable_evolution is not null as in_means
from unlike_judged
join whole.marts.indicator_progress as row using (campaign, indicator_id, territory_code)
where row.comparable_territories is not null
