-- one row per territory × indicator with a target of its own, of one of two states that are compared
select territory_code, indicator_id, baseline, target
from marts.agreed_target
