-- one row per campaign × territory × indicator × dimension × member, of the territories whose figures are seen
select row.*
from whole.marts.indicator_breakdown as row
semi join sight on sight.territory_code = row.territory_code and sight.figures
