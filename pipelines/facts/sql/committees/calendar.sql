-- one row per kind of event: how many in each month of the school year, September first, for France or one region
with event as (
    select territory_code, meeting_date as day,
        case meeting_type when 'groupe de travail' then 4 when 'instance nationale' then 0 end as position
    from marts.meeting
    where campaign = $campaign
    union all
    select territory_code, step_date, case step when 'orientation' then 5 when 'demande' then 6 when 'vote' then 7 else 8 end
    from marts.budget_step
    where campaign = $campaign
    union all
    select territory_code, deadline, 9
    from marts.call_for_projects
    where campaign = $campaign
),
counted as (
    select
        coalesce(event.position, case territory.level when 'national' then 1 when 'region' then 2 else 3 end) as position,
        (month(event.day) + 3) % 12 as month, count(*) as events
    from event
    join marts.territory on territory.territory_code = event.territory_code
    where event.day between make_date(left($campaign, 4)::int, 9, 1) and make_date(right($campaign, 4)::int, 8, 31)
        and ($region = 'NAT-FR' or territory.region_code = $region)
    group by all
)
select
    position, sum(events)::int as total, max(events) as most,
    list(struct_pack(month := month, events := events) order by month) as months
from counted
group by position
order by position
