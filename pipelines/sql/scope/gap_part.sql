-- one row per large part of what is missing in a territory, where both are seen: a share of a whole tells what all the others miss
select row.*
from whole.marts.gap_part as row
semi join sight on sight.territory_code = row.territory_code and sight.parts
semi join sight as beneath on beneath.territory_code = row.part_code and beneath.figures
