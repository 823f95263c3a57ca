-- one row per line of the sheet Calendrier budgétaire of a territory seen in detail: committees write freely there
select row.*
from whole.marts.budget_step as row
semi join sight on sight.territory_code = row.territory_code and sight.detailed
