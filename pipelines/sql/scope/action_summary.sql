-- one row per campaign × territory × objective × program of the actions of a territory that is followed: numbers, no text
select row.*
from whole.marts.action_summary as row
semi join sight on sight.territory_code = row.territory_code and sight.followed
