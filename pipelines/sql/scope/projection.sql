-- one row per campaign × territory × indicator scored, of the territories whose figures are seen
select row.*
from whole.marts.projection as row
semi join sight on sight.territory_code = row.territory_code and sight.figures
