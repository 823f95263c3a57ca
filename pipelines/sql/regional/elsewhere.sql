-- one row per file already counted that is of none of the $sources; tables speak of many territories, so they stay
select source_sha256
from marts.report
where kind = 'report' and (territory_code is null or not list_contains($sources, territory_code))
