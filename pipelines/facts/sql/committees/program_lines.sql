-- one row per action, call for projects or agreement of a dispositif in one campaign, for France or one region, with its
-- state on the day $today
select
    line.program, line.kind, line.title, line.objective_id, line.state, line.due_on, line.amount, line.late,
    case when line.lapses_on < $today then case line.kind when 'call' then 'clos' else 'échue' end else line.state end as state_today,
    territory.name as territory_name
from marts.program_line as line
join marts.territory using (territory_code)
where line.campaign = $campaign and ($region = 'NAT-FR' or territory.region_code = $region)
order by line.program, case line.kind when 'action' then 1 when 'call' then 2 else 3 end, line.due_on nulls last,
    territory.position, line.row_number
