-- one row per change of an action of a territory seen in detail: committees write freely there
select row.*
from whole.marts.action_change as row
semi join sight on sight.territory_code = row.territory_code and sight.detailed
