-- one row per indicator of a territory in a school year whose denominator an official table counts
select indicator_id, number, label, source
from marts.reference_denominator
where campaign = $campaign and territory_code = $territory_code
