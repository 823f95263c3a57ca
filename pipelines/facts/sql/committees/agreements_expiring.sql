-- one row per signed agreement of the committees within a territory that expires within six months of the day $today, in one
-- campaign, of one objective or ($objective null) of all; the first to expire first
select
    territory.name as territory_name, line.subject, line.parties, line.objective_id, line.signed_on, line.due_on, line.state
from marts.agreement as line
join marts.territory using (territory_code)
where line.campaign = $campaign and ($objective::int is null or line.objective_id = $objective::int)
    and $territory in ('NAT-FR', territory.region_code, territory.academy_code, territory.territory_code)
    and line.lapses_on between $today::date and $today::date + interval 6 months
order by line.due_on, territory.position, line.row_number
