-- one row per territory × indicator for which a starting point, a target or a due year was agreed
select territory_code, indicator_id, baseline, target, target_campaign, source
from ref.agreement
order by territory_code, indicator_id
