-- one row per campaign × territory × objective, of the territories whose figures are seen
select row.*
from whole.marts.objective_progress as row
semi join sight on sight.territory_code = row.territory_code and sight.figures
