-- one row per territory × indicator whose target a publication shows
select territory_code, indicator_id, arg_max(baseline, campaign) as baseline, arg_max(target, campaign) as target
from indicator_progress
where target is not null and not masked
group by all
