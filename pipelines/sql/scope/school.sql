-- one row per row of marts.school of a territory seen in detail: schools are followed by those who answer for them
select row.*
from whole.marts.school as row
semi join sight on sight.territory_code = row.territory_code and sight.detailed
