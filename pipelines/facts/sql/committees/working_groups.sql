-- one row per working group: its meetings in one school year, by level, for France or one region
select
    coalesce(meeting.working_group, 'Autre') as group_name,
    count(*) as meetings,
    count(*) filter (where territory.level = 'department') as department,
    count(*) filter (where territory.level = 'region') as region,
    count(*) filter (where territory.level = 'national') as national,
    count(distinct meeting.territory_code) as committees,
    max(meeting.meeting_date) as last_meeting
from marts.meeting
join marts.territory on territory.territory_code = meeting.territory_code
where meeting.campaign = $campaign and meeting.in_school_year and meeting.meeting_type = 'groupe de travail'
    and ($region = 'NAT-FR' or territory.region_code = $region)
group by all
order by max(case meeting.working_group when 'Autre' then 1 else 0 end), group_name
