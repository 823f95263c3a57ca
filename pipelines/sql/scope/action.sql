-- one row per line of the sheet Actions of a territory seen in detail: committees write freely there
select row.*
from whole.marts.action as row
semi join sight on sight.territory_code = row.territory_code and sight.detailed
