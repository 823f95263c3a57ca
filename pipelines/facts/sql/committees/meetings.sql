-- one row per meeting declared by some committees ($committees: their codes) in one campaign
select
    territory.name as territory_name, line.meeting_date, line.meeting_type, line.working_group, line.chair,
    line.state_participants, line.authority_participants, line.other_participants,
    line.agenda, line.decisions, line.in_school_year
from marts.meeting as line
join marts.territory using (territory_code)
where line.campaign = $campaign and list_contains($committees, line.territory_code)
order by meeting_date desc nulls last, territory.position, line.row_number
