-- one row per campaign × territory: the mean of the objectives
with averaged as (
    select
        campaign, territory_code,
        avg(progress::decimal(38, 12)) as progress,
        avg(case when progress is not null then expected_progress end::decimal(38, 12)) as expected_progress,
        count(progress)::int as objectives_scored
    from marts.objective_progress
    group by campaign, territory_code
)
select
    campaign, territory_code, progress, expected_progress, objectives_scored,
    case
        when progress is null then 'not_reported'
        else mean_status(progress, expected_progress, on_track, watch)
    end as status
from averaged
cross join ref.strategy
