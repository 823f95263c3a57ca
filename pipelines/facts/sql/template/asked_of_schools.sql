-- one row per indicator that concerns a school of a département ($territory) that is open during a campaign ($campaign)
select distinct indicator.indicator_id
from marts.school as school
join marts.campaign as campaign on campaign.campaign = $campaign
join marts.indicator as indicator
    on (indicator.concerns is null or coalesce(list_contains(indicator.concerns, school.kind), false))
    and (indicator.sector is null or school.sector is null or school.sector = indicator.sector)
where school.territory_code = $territory
    and case when school.closed_on is null then school.open else school.closed_on > campaign.starts_on end
    and (school.opened_on is null or school.opened_on <= campaign.starts_on)
order by indicator.indicator_id
