-- one row per campaign × indicator × territory whose figure tells a number of pupils under the threshold
select distinct campaign, indicator_id, territory_code
from pupil_count
where pupils > 0 and pupils < $threshold and not list_contains($always_shown::varchar[], territory_code)
