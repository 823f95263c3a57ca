-- one row per indicator that schools of the départements in sight ever answered
select indicator.*
from marts.indicator as indicator
where indicator.indicator_id in (select indicator_id from schools.value where territory_code = $territory)
order by indicator.position
