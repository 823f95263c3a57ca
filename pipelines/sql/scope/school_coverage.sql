-- one row per campaign × territory × indicator that schools answered, of the territories that are followed
select row.*
from whole.marts.school_coverage as row
semi join sight on sight.territory_code = row.territory_code and sight.followed
