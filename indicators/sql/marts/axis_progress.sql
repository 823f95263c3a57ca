-- one row per campaign × territory × axis: the mean of its objectives
with averaged as (
    select
        campaign, territory_code, axis_id,
        avg(progress::decimal(38, 12)) as progress,
        avg(case when progress is not null then expected_progress end::decimal(38, 12)) as expected_progress,
        count(progress)::int as objectives_scored,
        bool_and(status = 'other_level') as other_level
    from marts.objective_progress
    group by campaign, territory_code, axis_id
)
select
    campaign, territory_code, axis_id, progress, expected_progress, objectives_scored,
    case
        when other_level then 'other_level'
        when progress is null then 'not_reported'
        else mean_status(progress, expected_progress, on_track, watch)
    end as status
from averaged
cross join ref.strategy
