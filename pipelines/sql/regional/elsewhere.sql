-- one row per file already counted that says nothing of a family of territories; tables speak of many, so they stay
select source_sha256
from marts.report
where kind = 'report' and (territory_code is null or not list_contains($family, territory_code))
