-- one row per row of marts.school_follow_up of a territory seen in detail: schools are followed by those who answer for them
select row.*
from whole.marts.school_follow_up as row
semi join sight on sight.territory_code = row.territory_code and sight.detailed
