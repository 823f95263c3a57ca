-- one row per call for projects told by the committees within a territory in one campaign, with its state on the day $today
select
    region.name as region_name, territory.territory_code, territory.name as territory_name,
    call.title as call_title, call.funder, call.objective_id, call.amount, call.deadline, call.state as typed_state,
    case when call.lapses_on < $today then 'clos' else call.state end as state_today, call.beneficiaries
from marts.call_for_projects as call
join marts.territory on territory.territory_code = call.territory_code
left join marts.territory as region on region.territory_code = territory.region_code
where call.campaign = $campaign
    and $territory in ('NAT-FR', territory.region_code, territory.academy_code, territory.territory_code)
order by territory.position, call.source_sha256, call.row_number
