-- one row per campaign × level × mean or indicator: the median of the progress of its territories, where five at least have one
-- what is not judged is no measure for the others; a whole point: it says where one stands among one's peers, never what one of them declared
with figures as (
    select campaign, territory_code, 'strategy' as kind, '' as id, progress, status from marts.strategy_progress
    union all
    select campaign, territory_code, 'axis' as kind, axis_id::varchar as id, progress, status from marts.axis_progress
    union all
    select campaign, territory_code, 'objective' as kind, objective_id::varchar as id, progress, status from marts.objective_progress
    union all
    select campaign, territory_code, 'indicator' as kind, indicator_id as id, progress, status from marts.indicator_progress
)
select
    figures.campaign, territory.level, figures.kind, figures.id,
    round(median(figures.progress))::double as progress, count(figures.progress)::int as territories
from figures
join marts.territory as territory using (territory_code)
where figures.status not in ('collecting', 'insufficient')
group by figures.campaign, territory.level, figures.kind, figures.id
having count(figures.progress) >= 5
order by figures.campaign, territory.level, figures.kind, figures.id
