-- one row per row of marts.reference_denominator of a territory that is followed: what official tables publish
select row.*
from whole.marts.reference_denominator as row
semi join sight on sight.territory_code = row.territory_code and sight.followed
