-- one row per school of a département that an indicator concerns and that is open during a campaign
select school.school_code, school.name, school.kind, school.commune
from marts.school as school
join marts.indicator as indicator on indicator.indicator_id = $indicator
join marts.campaign as campaign on campaign.campaign = $campaign
where school.territory_code = $territory
    and case when school.closed_on is null then school.open else school.closed_on > campaign.starts_on end
    and (school.opened_on is null or school.opened_on <= campaign.starts_on)
    and (indicator.concerns is null or coalesce(list_contains(indicator.concerns, school.kind), false))
    and (indicator.sector is null or school.sector is null or school.sector = indicator.sector)
order by school.school_code
