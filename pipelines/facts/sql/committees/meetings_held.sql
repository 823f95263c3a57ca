-- one row per committee: its meetings in one school year, against the number asked, with the totals of its level
with held as (
    select territory_code, meeting_date
    from marts.committee_meeting
    where campaign = $campaign
),
committee as (
    select
        territory.territory_code, territory.name, territory.level, territory.region_code, territory.position, collection.state,
        count(distinct held.meeting_date) as meetings, max(held.meeting_date) as last_meeting,
        case territory.level when 'department' then $department when 'region' then $region_asked else $national end as asked
    from marts.territory
    join marts.collection on collection.territory_code = territory.territory_code and collection.campaign = $campaign
    left join held on held.territory_code = territory.territory_code
    where $region = 'NAT-FR' or territory.region_code = $region
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
