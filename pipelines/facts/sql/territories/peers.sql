-- one row per mean of one territory (strategy, axes): its progress, and the median of the territories of its level
with own as (
    select 'strategy' as kind, '' as id, 'Toute la stratégie' as title, 0 as position, progress
    from marts.strategy_progress
    where campaign = $campaign and territory_code = $territory
    union all
    select 'axis', axis.axis_id::varchar, axis.title, axis.axis_id, progress.progress
    from marts.axis_progress as progress
    join marts.axis using (axis_id)
    where progress.campaign = $campaign and progress.territory_code = $territory
)
select own.title, own.progress, peer.progress as median, peer.territories
from own
join marts.territory as here on here.territory_code = $territory
join marts.peer_median as peer
    on peer.campaign = $campaign and peer.level = here.level and peer.kind = own.kind and peer.id = own.id
order by own.position
