-- one row per declared follow-up, for who sees France in detail: its steps are written freely
select row.*
from whole.marts.declared_follow_up as row
where exists (from sight join whole.marts.territory as place using (territory_code) where place.level = 'national' and sight.detailed)
