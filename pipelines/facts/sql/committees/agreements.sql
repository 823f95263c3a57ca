-- one row per convention declared by some committees ($committees: their codes) in one campaign
select
    territory.name as territory_name, line.subject, line.parties, line.objective_id, line.signed_on, line.due_on, line.state
from marts.agreement as line
join marts.territory using (territory_code)
where line.campaign = $campaign and list_contains($committees, line.territory_code)
order by line.due_on desc nulls last, territory.position, line.row_number
