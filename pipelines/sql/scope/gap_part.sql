-- one row per large part of what is missing in a territory, where the figures of both are seen
select row.*
from whole.marts.gap_part as row
semi join sight on sight.territory_code = row.territory_code and sight.figures
semi join sight as beneath on beneath.territory_code = row.part_code and beneath.figures
