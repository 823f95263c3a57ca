-- one row per campaign × territory × objective: the mean of the indicators that have a progress there
with averaged as (
    select
        campaign, territory_code, objective_id, any_value(axis_id) as axis_id,
        avg(progress::decimal(38, 12)) as progress,
        avg(case when progress is not null then expected_progress end::decimal(38, 12)) as expected_progress,
        count(progress)::int as indicators_scored,
        count(*) filter (status <> 'other_level')::int as indicators_followed,
        count(*) filter (scorable)::int as indicators_scorable,
        list(distinct status) as statuses,
        avg(comparable_evolution::decimal(38, 12)) as evolution,
        max(comparable_territories) filter (comparable_evolution is not null) as comparable
    from marts.indicator_progress
    group by campaign, territory_code, objective_id
),
rested as (
    -- told in an open campaign too, where it is no verdict
    select
        *, progress is not null and too_little(indicators_scored, indicators_scorable, scored_threshold) as insufficient
    from averaged
    cross join ref.strategy as strategy
)
select
    campaign, territory_code, objective_id, axis_id, progress, expected_progress, indicators_scored, indicators_followed,
    mean_status(
        progress, expected_progress, statuses, closing.state = 'open', insufficient, on_track, watch
    ) as status,
    indicators_scorable,
    insufficient,
    -- how it moved where the same territories answered twice, and how many at most: nothing that rests on too little rises
    case when not insufficient then evolution end as comparable_evolution,
    case when not insufficient then comparable end as comparable_territories,
    -- the same status as people read it: where nothing was received, that is what is said
    case when status = 'not_reported' and silent.campaign is not null then 'no_report' else status end as shown_status
from rested
join ref.closing as closing using (campaign)
left join core.silent_committee as silent using (campaign, territory_code)
