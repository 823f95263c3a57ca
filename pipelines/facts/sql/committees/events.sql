-- one row per dated event of one school year, for France or one region: a meeting, a budget step, the deadline of a call
with event as (
    select
        territory_code, meeting_date as day,
        case when meeting_type = 'groupe de travail' then 'groupe de travail' else 'comité' end as kind,
        case when meeting_type = 'groupe de travail' then concat_ws(' ', 'Groupe de travail', working_group) else meeting_type end as title,
        agenda as detail
    from marts.meeting
    where campaign = $campaign
    union all
    select territory_code, step_date, step, concat('Budget ', fiscal_year, ' : ', step), authority
    from marts.budget_step
    where campaign = $campaign
    union all
    select territory_code, deadline, 'appel à projets', concat('Date limite : ', title), funder
    from marts.call_for_projects
    where campaign = $campaign
)
select
    event.day, event.kind, event.title, event.detail, event.territory_code, territory.name, territory.level,
    (month(event.day) + 3) % 12 as month
from event
join marts.territory on territory.territory_code = event.territory_code
where event.day between make_date(left($campaign, 4)::int, 9, 1) and make_date(right($campaign, 4)::int, 8, 31)
    and ($region = 'NAT-FR' or territory.region_code = $region)
order by event.day, territory.position, event.title
