-- one row: how many figures of one territory and campaign an account is not shown, since they would give back another's
select count(*)::int as n
from marts.indicator_progress
where campaign = $campaign and territory_code = $territory and status = 'withheld'
