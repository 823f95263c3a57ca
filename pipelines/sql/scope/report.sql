-- one row per content received from a territory seen in detail; a table, or a file that names no territory, speaks of others
select row.*
from whole.marts.report as row
semi join sight on sight.territory_code = row.territory_code and sight.detailed
where row.kind = 'report'
