-- one row per message on a file received ($contents; null: all), in the order in which a person would correct them
select source_sha256, severity, code, sheet, cell, row_number, value_read, problem, advice
from marts.issue
where $contents is null or list_contains($contents::varchar[], source_sha256)
order by source_sha256, sheet nulls first, row_number nulls first, cell
