-- one row per organisation said to be present at a meeting, of a territory seen in detail: committees write freely there
select row.*
from whole.marts.attendance as row
semi join sight on sight.territory_code = row.territory_code and sight.detailed
