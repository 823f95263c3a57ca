-- one row per disagreement about a figure of a territory followed
select row.*
from whole.marts.discrepancy as row
semi join sight on sight.territory_code = row.territory_code and sight.followed
