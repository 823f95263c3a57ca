-- one row per campaign × indicator followed in a territory of $territories: its figure and how far it is on its way
select
    territory_code, campaign, indicator_id as id, numerator, denominator, value, progress, status, basis
from marts.indicator_progress
where list_contains($territories::varchar[], territory_code) and status <> 'other_level'
