-- one row per campaign × territory × indicator whose denominator an official table counts: what it is, and which table
select campaign, territory_code, indicator_id, counted, label, number::double as number, source
from core.reference_denominator
order by campaign, territory_code, indicator_id
