-- one row per campaign × département × indicator that schools answered: how many of those that it concerns did
select
    coverage.campaign, coverage.territory_code, territory.name, coverage.indicator_id, coverage.answered, coverage.expected,
    indicator.concerns
from marts.school_coverage as coverage
join marts.territory as territory on territory.territory_code = coverage.territory_code and territory.level = 'department'
join marts.indicator as indicator using (indicator_id)
where ($campaign is null or coverage.campaign = $campaign) and ($territory is null or coverage.territory_code = $territory)
order by coverage.campaign, coverage.territory_code, indicator.position
