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
        campaign.campaign, campaign.position as campaign_position, closing.state = 'open' as is_open,
        territory.territory_code, territory.level as territory_level,
        indicator.* exclude (target_campaign), own.rank < reporting.rank as other_level,
        coalesce(indicator.suspended_since <= campaign.campaign, false) as suspended,
        agreed.baseline as agreed_baseline, agreed.target as agreed_target,
        coalesce(agreed.target_campaign, indicator.target_campaign) as due
    from core.campaign_with_results as held
    join ref.campaign as campaign using (campaign)
    join ref.closing as closing using (campaign)
    cross join ref.territory as territory
    join ref.collected as asked on asked.campaign = campaign.campaign
    join ref.indicator as indicator on indicator.indicator_id = asked.indicator_id
    join ref.level as own on own.level = territory.level
    join ref.level as reporting on reporting.level = indicator.level
    left join ref.agreement as agreed
        on agreed.territory_code = territory.territory_code and agreed.indicator_id = indicator.indicator_id
),
joined as (
    select
        row.*, due.position as due_position, figure.basis, figure.numerator, figure.denominator, figure.value,
        coalesce(figure.answered, 0) as territories_answered, figure.expected as territories_expected,
        coalesce(figure.silent, false) as silent,
        -- the way of a milestone is that of its stages, whatever the one it was at
        case when row.kind <> 'milestone' then initial.value end as own_baseline,
        -- a sum has one target, for France: elsewhere it goes from nothing to what was agreed there
        row.kind = 'count' and row.territory_level <> 'national' as is_part_of_a_sum,
        case when not is_part_of_a_sum then row.catalogue_baseline else 0 end as usual_baseline,
        coalesce(row.agreed_target, case when not is_part_of_a_sum then row.catalogue_target end) as target_here,
        figure.value is not null and not row.other_level and not row.suspended
            and row.campaign_position >= row.baseline_position as scored
    from collected as row
    join ref.campaign as due on due.campaign = row.due
    left join valued as figure
        on figure.campaign = row.campaign and figure.territory_code = row.territory_code
        and figure.indicator_id = row.indicator_id
    left join valued as initial
        on initial.campaign = row.baseline_campaign and initial.territory_code = row.territory_code
        and initial.indicator_id = row.indicator_id
),
based as (
    -- a step of its own, as the two below: where a name stands for an expression, each use prepares it anew
    select *, coalesce(agreed_baseline, own_baseline, usual_baseline) as baseline_here
    from joined
),
advanced as (
    select *, case when scored then raw_progress(value, baseline_here, target_here, direction) end as progress_raw
    from based
),
measured as (
    select
        advanced.*,
        case when progress_raw is not null
            then progress_expected(campaign_position, baseline_position, due_position)
        end as expected_progress,
        case when progress_raw is not null then within_bounds(progress_raw) end as progress,
        case when comparable.territories > 0
            then indicator_value(kind, scale, comparable.numerator::double, comparable.denominator::double)
        end as comparable_value,
        case when comparable.territories > 0
            then indicator_value(kind, scale, comparable.previous_numerator::double, comparable.previous_denominator::double)
        end as comparable_previous,
        comparable.territories as comparable_territories
    from advanced
    left join core.comparable as comparable
        on comparable.campaign = advanced.campaign and comparable.territory_code = advanced.territory_code
        and comparable.indicator_id = advanced.indicator_id
)
select
    measured.campaign, measured.territory_code, measured.indicator_id, objective_id, axis_id,
    measured.numerator::double as numerator, measured.denominator::double as denominator, value, basis,
    case when value is not null then territories_answered end as answered,
    case when value is not null then territories_expected end as expected,
    case when value is not null then territories_answered / territories_expected end as coverage,
    case when progress_raw is not null then baseline_here end as baseline,
    case when progress_raw is not null then target_here end as target,
    progress_raw, progress, expected_progress,
    case when not is_open and campaign_position <= due_position
        then progress_raw / nullif(expected_progress, 0) * 100
    end as projected_progress,
    case
        when other_level then 'other_level'
        when suspended then 'suspended'
        when value is null and territories_answered > 0 then 'not_applicable'
        when value is null then 'not_reported'
        when target_here is null then 'no_target'
        when campaign_position < baseline_position then 'baseline'
        else scored_status(
            progress, progress_raw, expected_progress, campaign_position = baseline_position, is_open,
            on_track, watch
        )
    end as status,
    territories_answered, territories_expected,
    coalesce(value is not null and not at_least(territories_answered / territories_expected, coverage_threshold), false) as partial,
    case when progress_raw is not null then due end as target_campaign,
    comparable_value, comparable_previous, comparable_territories,
    case
        when progress_raw is null then null
        when agreed_baseline is not null then 'agreed'
        when own_baseline is not null then 'own'
        else 'catalogue'
    end as baseline_origin,
    case when progress_raw is not null then if(agreed_target is not null, 'agreed', 'catalogue') end as target_origin,
    -- whether a progress could be told there: what a mean rests on is counted out of these
    status not in ('other_level', 'suspended', 'not_applicable') and target_here is not null
        and campaign_position >= baseline_position as scorable,
    silent,
    case when kind = 'ratio' and progress_raw is not null
        then units_missing(measured.numerator::double, measured.denominator::double, scale, target_here, direction)
    end as units_missing,
    -- like with like, in points of progress: a change is said of those alone, and never before the campaign is closed
    case when not is_open and progress_raw is not null and campaign_position > baseline_position
        then way_between(comparable_previous, comparable_value, baseline_here, target_here, direction, kind = 'count')
    end as comparable_evolution
from measured
cross join ref.strategy as strategy
