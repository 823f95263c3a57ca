-- one row per figure asked × territory asked × campaign asked, where the territory is seen: empty where there is no result
-- what was received of nobody is said as such, for an indicator as for a mean, and what nobody was asked for;
-- an open campaign has no change yet
with figure as (
    select
        campaign, territory_code, indicator_id as code, value, progress, expected_progress, status, partial,
        territories_answered as answered, territories_expected as expected,
        case when status <> 'collecting' then comparable_value - comparable_previous end as value_change,
        comparable_evolution as progress_change
    from marts.indicator_progress
    where list_contains($figures, indicator_id)
    union all
    select
        campaign, territory_code, concat('objectif-', objective_id), null, progress, expected_progress,
        coalesce(shown_status, status), false, indicators_scored, indicators_scorable, null, comparable_evolution
    from marts.objective_progress
    where list_contains($figures, concat('objectif-', objective_id))
    union all
    select
        campaign, territory_code, concat('axe-', axis_id), null, progress, expected_progress,
        coalesce(shown_status, status), false, objectives_scored, objectives_scorable, null, comparable_evolution
    from marts.axis_progress
    where list_contains($figures, concat('axe-', axis_id))
    union all
    select
        campaign, territory_code, 'strategie', null, progress, expected_progress,
        coalesce(shown_status, status), false, objectives_scored, objectives_scorable, null, comparable_evolution
    from marts.strategy_progress
    where list_contains($figures, 'strategie')
),
silent as (
    select distinct campaign, territory_code from marts.objective_progress where shown_status = 'no_report'
)
select
    asked.code, territory.territory_code, campaign.campaign, figure.value, figure.progress, figure.expected_progress,
    case
        when figure.status is null and indicator.since > campaign.campaign then 'not_yet'
        when figure.status is null and indicator.retired_since <= campaign.campaign then 'retired'
        when coalesce(figure.status, 'not_reported') = 'not_reported' and silent.campaign is not null then 'no_report'
        else coalesce(figure.status, 'not_reported')
    end as status,
    coalesce(figure.partial, false) as partial, figure.answered, figure.expected, figure.value_change, figure.progress_change
from unnest($figures::varchar[]) as asked(code)
cross join marts.territory
cross join marts.campaign
left join figure
    on figure.code = asked.code and figure.territory_code = territory.territory_code
    and figure.campaign = campaign.campaign
left join marts.indicator on indicator.indicator_id = asked.code
left join silent on silent.territory_code = territory.territory_code and silent.campaign = campaign.campaign
where list_contains($territories, territory.territory_code) and list_contains($campaigns, campaign.campaign)
order by asked.code, territory.position, campaign.position
