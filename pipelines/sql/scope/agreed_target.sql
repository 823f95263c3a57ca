-- one row per territory × indicator for which something was agreed, of the territories whose figures are seen
select row.*
from whole.marts.agreed_target as row
semi join sight on sight.territory_code = row.territory_code and sight.figures
