-- one row per campaign × département × indicator that schools answered: how many of those that it concerns, and which did not
with silent as (
    select
        coverage.campaign, coverage.territory_code, coverage.indicator_id, coverage.answered, coverage.expected,
        territory.name, indicator.position, indicator.concerns
    from marts.school_coverage as coverage
    join marts.territory as territory on territory.territory_code = coverage.territory_code and territory.level = 'department'
    join marts.indicator as indicator using (indicator_id)
)
select campaign, territory_code, name, indicator_id, answered, expected, concerns
from silent
where $campaign is null or campaign = $campaign
order by campaign, territory_code, position
