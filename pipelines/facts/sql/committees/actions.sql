-- one row per action declared by some committees ($committees: their codes) in one campaign
select
    territory.name as territory_name, line.objective_id, line.title, line.lead, line.partners, line.starts_on, line.due_on, line.state,
    line.completion, line.budget
from marts.action as line
join marts.territory using (territory_code)
where line.campaign = $campaign and list_contains($committees, line.territory_code)
order by case line.state when 'en cours' then 1 when 'prévue' then 2 when 'réalisée' then 3 else 4 end, line.due_on nulls last, territory.position, line.row_number
