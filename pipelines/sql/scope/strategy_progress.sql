-- one row per campaign × territory, of the territories whose figures are seen
select row.*
from whole.marts.strategy_progress as row
semi join sight on sight.territory_code = row.territory_code and sight.figures
