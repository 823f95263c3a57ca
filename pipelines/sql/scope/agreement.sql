-- one row per line of the sheet Conventions of a territory seen in detail: committees write freely there
select row.*
from whole.marts.agreement as row
semi join sight on sight.territory_code = row.territory_code and sight.detailed
