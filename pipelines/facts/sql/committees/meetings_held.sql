-- one row per committee, and one for the instance nationale de dialogue where $sessions are asked of it: the meetings of one school
-- year, against the number asked, with the totals of the level
with held as (
    select territory_code, null as meeting_type, meeting_date
    from marts.committee_meeting
    where campaign = $campaign
    union all
    select meeting.territory_code, meeting.meeting_type, meeting.meeting_date
    from marts.meeting
    join marts.territory using (territory_code)
    where meeting.campaign = $campaign and meeting.in_school_year and meeting.meeting_type = 'instance nationale'
        and territory.level = 'national'
),
body as (
    select territory_code, name, level, region_code, position, null as meeting_type
    from marts.territory
    union all
    select territory_code, name, 'instance', region_code, position, 'instance nationale'
    from marts.territory
    where level = 'national' and $sessions::int is not null
),
committee as (
    select
        body.territory_code, body.name, body.level, body.region_code, body.position, collection.state,
        count(distinct held.meeting_date) as meetings, max(held.meeting_date) as last_meeting,
        case body.level
            when 'department' then $department when 'region' then $region_asked when 'instance' then $sessions::int else $national
        end as asked
    from body
    join marts.collection on collection.territory_code = body.territory_code and collection.campaign = $campaign
    left join held
        on held.territory_code = body.territory_code and held.meeting_type is not distinct from body.meeting_type
    where $region = 'NAT-FR' or body.region_code = $region
    group by all
)
select
    committee.*, coalesce(region.name, 'France') as region_name, meetings >= asked as met,
    count(*) over level as level_expected,
    count(*) filter (where meetings >= asked) over level as level_met,
    sum(meetings) over level as level_meetings,
    max(last_meeting) over level as level_last_meeting
from committee
left join marts.territory as region on region.territory_code = committee.region_code
window level as (partition by committee.level)
order by region.name collate fr nulls first, committee.level desc, committee.position
