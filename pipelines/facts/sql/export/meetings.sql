-- one row per meeting told by the committees within a territory in one campaign
select
    region.name as region_name, territory.territory_code, territory.name as territory_name,
    meeting.meeting_date, meeting.meeting_type, meeting.working_group, meeting.chair,
    meeting.state_participants, meeting.authority_participants, meeting.other_participants,
    meeting.agenda, meeting.decisions,
    case when meeting.in_school_year then 'yes' when meeting.in_school_year is false then 'no' else 'undated' end as in_school_year
from marts.meeting
join marts.territory on territory.territory_code = meeting.territory_code
left join marts.territory as region on region.territory_code = territory.region_code
where meeting.campaign = $campaign
    and $territory in ('NAT-FR', territory.region_code, territory.academy_code, territory.territory_code)
order by territory.position, meeting.meeting_date nulls last, meeting.source_sha256, meeting.row_number
