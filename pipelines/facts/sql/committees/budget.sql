-- one row per budget step declared by some committees ($committees: their codes) in one campaign
select
    territory.name as territory_name, line.authority, line.step, line.step_date, line.fiscal_year, line.comment
from marts.budget_step as line
join marts.territory using (territory_code)
where line.campaign = $campaign and list_contains($committees, line.territory_code)
order by line.step_date nulls last, territory.position, line.row_number
