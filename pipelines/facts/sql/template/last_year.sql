-- one row per indicator that a committee reported itself in a school year
select indicator_id, numerator, denominator
from marts.indicator_progress
where campaign = $campaign and territory_code = $territory_code and basis = 'report' and numerator is not null
