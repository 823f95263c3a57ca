-- one row per territory whose figures are seen: the others are not offered anywhere
select row.*
from whole.marts.territory as row
semi join sight on sight.territory_code = row.territory_code and sight.figures
