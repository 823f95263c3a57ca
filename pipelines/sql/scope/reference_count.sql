-- one row per row of marts.reference_count of a territory that is followed: what official tables publish
select row.*
from whole.marts.reference_count as row
semi join sight on sight.territory_code = row.territory_code and sight.followed
