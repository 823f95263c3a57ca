-- one row: how many committees of a territory have a report that counts in one campaign, and how many of them tell an action
select
    count(*)::int as reporting,
    (count(*) filter (exists (
        from marts.action where action.campaign = $campaign and action.territory_code = state.territory_code
    )))::int as acting
from marts.collection as state
join marts.territory as place using (territory_code)
where state.campaign = $campaign and state.state in ('received', 'with_reserves')
    and $territory in ('NAT-FR', place.region_code, place.academy_code, place.territory_code)
