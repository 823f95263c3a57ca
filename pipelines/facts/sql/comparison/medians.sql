-- one row per figure × level × campaign: the median of its territories, where five at least have a figure
-- in progress, a whole point that whoever may compare sees; in value, for who sees every territory ($every)
with published as (
    select
        campaign, level,
        case kind when 'objective' then concat('objectif-', id) when 'axis' then concat('axe-', id) when 'strategy' then 'strategie' else id end as code,
        progress, territories
    from marts.peer_median
),
counted as (
    select campaign, territory.level, indicator_id as code, median(value) as value, count(value)::int as territories
    from marts.indicator_progress
    join marts.territory using (territory_code)
    where $every and list_contains($figures, indicator_id) and status not in ('collecting', 'insufficient')
    group by campaign, territory.level, indicator_id
    having count(value) >= 5
)
select
    code, level, campaign, published.progress, counted.value,
    published.territories as progress_of, counted.territories as value_of
from published
full outer join counted using (code, level, campaign)
where list_contains($figures, code) and list_contains($levels, level) and list_contains($campaigns, campaign)
order by code, level, campaign
