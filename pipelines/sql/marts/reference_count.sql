-- one row per school year × territory × thing counted × sector × table that counts it; without sector, both together
select
    counted.campaign, counted.territory_code, counted.counted, known.label, counted.sector, counted.number::double as number,
    counted.source, counted.preferred
from core.reference_count as counted
left join ref.counted as known on known.id = counted.counted
order by counted.campaign, counted.territory_code, known.position, counted.sector nulls first, counted.source
