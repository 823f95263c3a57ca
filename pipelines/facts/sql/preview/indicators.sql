-- one row per campaign × indicator followed in a territory: its figure and how far it is on its way
select
    campaign, indicator_id as id, numerator, denominator, value, progress, status, basis
from marts.indicator_progress
where territory_code = $territory and status <> 'other_level'
