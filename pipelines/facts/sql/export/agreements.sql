-- one row per agreement told by the committees within a territory in one campaign, with its state on the day $today
select
    region.name as region_name, territory.territory_code, territory.name as territory_name,
    agreement.subject, agreement.parties, agreement.objective_id, agreement.signed_on, agreement.due_on, agreement.state as typed_state,
    case when agreement.lapses_on < $today then 'échue' else agreement.state end as state_today
from marts.agreement
join marts.territory on territory.territory_code = agreement.territory_code
left join marts.territory as region on region.territory_code = territory.region_code
where agreement.campaign = $campaign
    and $territory in ('NAT-FR', territory.region_code, territory.academy_code, territory.territory_code)
order by territory.position, agreement.source_sha256, agreement.row_number
