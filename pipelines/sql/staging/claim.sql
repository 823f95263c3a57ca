-- one row per line that claims a value for an indicator its author may report, in a campaign that collects it
select *
from staging.observation
where indicator_id is not null and indicator_origin = 'reported'
    and campaign is not null and territory_code is not null
    and (campaign, indicator_id) in (select (campaign, indicator_id) from ref.collected)
    and (select rank from ref.level where level = observation.level) >= (select rank from ref.level where level = indicator_level)
    and situation in ('mesuré', 'estimé')
