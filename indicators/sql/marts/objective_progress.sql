-- one row per campaign × territory × objective: the mean of the indicators that have a progress there
with averaged as (
    select
        campaign, territory_code, objective_id, any_value(axis_id) as axis_id,
        avg(progress::decimal(38, 12)) as progress,
        avg(case when progress is not null then expected_progress end::decimal(38, 12)) as expected_progress,
        count(progress)::int as indicators_scored,
        count(*) filter (status <> 'other_level')::int as indicators_followed,
        bool_and(status in ('suspended', 'other_level')) as suspended,
        bool_and(status in ('not_applicable', 'suspended', 'other_level')) as not_applicable,
        bool_or(status = 'no_target') as no_target
    from marts.indicator_progress
    group by campaign, territory_code, objective_id
)
select
    campaign, territory_code, objective_id, axis_id, progress, expected_progress, indicators_scored, indicators_followed,
    case
        when indicators_followed = 0 then 'other_level'
        when progress is null and suspended then 'suspended'
        when progress is null and not_applicable then 'not_applicable'
        when progress is null and no_target then 'no_target'
        when progress is null then 'not_reported'
        else mean_status(progress, expected_progress, on_track, watch)
    end as status
from averaged
cross join ref.strategy
