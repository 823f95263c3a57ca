-- one row per call for projects declared by some committees ($committees: their codes) in one campaign
select
    territory.name as territory_name, line.title, line.funder, line.objective_id, line.amount, line.deadline, line.state, line.beneficiaries
from marts.call_for_projects as line
join marts.territory using (territory_code)
where line.campaign = $campaign and list_contains($committees, line.territory_code)
order by line.deadline desc nulls last, territory.position, line.row_number
