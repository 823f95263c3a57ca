-- one row per campaign × territory: the mean of the objectives
with averaged as (
    select
        campaign, territory_code,
        avg(progress::decimal(38, 12)) as progress,
        avg(case when progress is not null then expected_progress end::decimal(38, 12)) as expected_progress,
        count(progress)::int as objectives_scored,
        count(*) filter (progress is not null and not insufficient)::int as objectives_sufficient,
        count(*) filter (indicators_scorable > 0)::int as objectives_scorable,
        list(distinct status) as statuses,
        avg(comparable_evolution::decimal(38, 12)) as evolution,
        max(comparable_territories) as comparable
    from marts.objective_progress
    group by campaign, territory_code
),
rested as (
    -- told in an open campaign too, where it is no verdict
    select
        *, progress is not null and too_little(objectives_sufficient, objectives_scorable, scored_threshold) as insufficient
    from averaged
    cross join ref.strategy as strategy
)
select
    campaign, territory_code, progress, expected_progress, objectives_scored,
    mean_status(
        progress, expected_progress, statuses, closing.state = 'open', insufficient, on_track, watch
    ) as status,
    objectives_sufficient, objectives_scorable,
    insufficient,
    case when not insufficient then evolution end as comparable_evolution,
    case when not insufficient then comparable end as comparable_territories,
    -- the same status as people read it: where nothing was received, that is what is said
    case when status = 'not_reported' and silent.campaign is not null then 'no_report' else status end as shown_status
from rested
join ref.closing as closing using (campaign)
left join core.silent_committee as silent using (campaign, territory_code)
