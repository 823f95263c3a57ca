-- one row per line of a dispositif, of a territory seen in detail: committees write freely there
select row.*
from whole.marts.program_line as row
semi join sight on sight.territory_code = row.territory_code and sight.detailed
