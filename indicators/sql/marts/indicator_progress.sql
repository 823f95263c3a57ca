-- one row per campaign × territory × indicator collected: its value, what it rests on, and how far it is on its way
with valued as (
    select
        retained.*,
        indicator_value(indicator.kind, indicator.scale, retained.numerator::double, retained.denominator::double) as value
    from core.retained as retained
    join ref.indicator as indicator using (indicator_id)
),
collected as (
    select
        campaign.campaign, campaign.position as campaign_position, territory.territory_code, territory.level as territory_level,
        indicator.*, own.rank < reporting.rank as other_level,
        coalesce(indicator.suspended_since <= campaign.campaign, false) as suspended
    from core.campaign_with_results as held
    join ref.campaign as campaign using (campaign)
    cross join ref.territory as territory
    join ref.collected as asked on asked.campaign = campaign.campaign
    join ref.indicator as indicator on indicator.indicator_id = asked.indicator_id
    join ref.level as own on own.level = territory.level
    join ref.level as reporting on reporting.level = indicator.level
),
joined as (
    select
        row.*, figure.basis, figure.numerator, figure.denominator, figure.value,
        coalesce(figure.answered, 0) as territories_answered, figure.expected as territories_expected,
        coalesce(initial.value, row.catalogue_baseline) as baseline_here,
        case when row.kind <> 'count' or row.territory_level = 'national' then row.catalogue_target end as target_here,
        figure.value is not null and not row.other_level and not row.suspended as scored
    from collected as row
    left join valued as figure
        on figure.campaign = row.campaign and figure.territory_code = row.territory_code
        and figure.indicator_id = row.indicator_id
    left join valued as initial
        on initial.campaign = row.baseline_campaign and initial.territory_code = row.territory_code
        and initial.indicator_id = row.indicator_id
),
measured as (
    select
        *,
        case when scored then baseline_here end as baseline,
        case when scored then target_here end as target,
        case when scored then raw_progress(value, baseline_here, target_here, direction) end as progress_raw,
        case when scored
            then progress_expected(campaign_position, baseline_position, strategy.target_position)
        end as expected_progress
    from joined
    cross join ref.strategy as strategy
)
select
    campaign, territory_code, indicator_id, objective_id, axis_id,
    numerator::double as numerator, denominator::double as denominator, value, basis,
    case when value is not null then territories_answered end as answered,
    case when value is not null then territories_expected end as expected,
    case when value is not null then territories_answered / territories_expected end as coverage,
    baseline, target, progress_raw, within_bounds(progress_raw) as progress, expected_progress,
    progress_raw / nullif(expected_progress, 0) * 100 as projected_progress,
    case
        when other_level then 'other_level'
        when suspended then 'suspended'
        when value is null and territories_answered > 0 then 'not_applicable'
        when value is null then 'not_reported'
        when target is null then 'no_target'
        else scored_status(
            within_bounds(progress_raw), progress_raw, expected_progress, campaign = baseline_campaign, on_track, watch
        )
    end as status,
    territories_answered, territories_expected,
    coalesce(value is not null and territories_answered / territories_expected < coverage_threshold, false) as partial
from measured
