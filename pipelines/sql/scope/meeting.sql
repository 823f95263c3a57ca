-- one row per line of the sheet Réunions of a territory seen in detail: committees write freely there
select row.*
from whole.marts.meeting as row
semi join sight on sight.territory_code = row.territory_code and sight.detailed
