-- one row per call for projects declared by some committees ($committees: their codes) in one campaign, with its state on the day $today
select
    territory.name as territory_name, line.title, line.funder, line.objective_id, line.amount, line.deadline, line.state,
    case when line.lapses_on < $today then 'clos' else line.state end as state_today, line.beneficiaries
from marts.call_for_projects as line
join marts.territory using (territory_code)
where line.campaign = $campaign and list_contains($committees, line.territory_code)
order by line.deadline desc nulls last, territory.position, line.row_number
