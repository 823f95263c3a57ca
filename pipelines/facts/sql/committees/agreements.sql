-- one row per convention declared by some committees ($committees: their codes) in one campaign, with its state on the day $today
select
    territory.name as territory_name, line.subject, line.parties, line.objective_id, line.signed_on, line.due_on, line.state,
    case when line.lapses_on < $today then 'échue' else line.state end as state_today
from marts.agreement as line
join marts.territory using (territory_code)
where line.campaign = $campaign and list_contains($committees, line.territory_code)
order by line.due_on desc nulls last, territory.position, line.row_number
