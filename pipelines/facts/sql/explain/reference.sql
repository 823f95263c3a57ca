-- one row per territory whose denominator of an indicator an official table counts in a campaign
select territory_code, number, label, source
from marts.reference_denominator
where campaign = $campaign and indicator_id = $indicator
