-- one row per stage × territory × indicator: the value and the progress it would have there
with summed as (
    select
        stage, territory_code, indicator_id,
        sum(numerator::decimal(38, 9))::double as numerator, sum(denominator::decimal(38, 9))::double as denominator,
        bool_or(measured) as answered
    from stage_leaf
    group by all
),
stages as (
    select stage, case when stage = 0 then 'before' else 'after' end as definitions,
        case when stage < 2 then 'before' else 'after' end as data,
        case when stage < 5 then $campaign_before else $campaign_after end as campaign
    from range(7) as steps (stage)
),
followed as (
    -- the catalogue's own changes are one effect: what it retires leaves at stage 1, what it adds comes at stage 6
    select stages.stage, indicator.indicator_id
    from stages
    join indicator on indicator.state = stages.definitions
    left join indicator as known on known.state = 'before' and known.indicator_id = indicator.indicator_id
    where stages.stage = 0
        or (
            (indicator.retired_since is null or indicator.retired_since > $campaign_after)
            and (stages.stage = 6 or (known.indicator_id is not null and coalesce(indicator.since <= $campaign_before, true)))
        )
),
valued as (
    select
        stages.*, summed.territory_code, indicator.*,
        case when summed.answered then indicator_value(indicator.kind, indicator.scale, numerator, denominator) end as value,
        indicator.suspended_since is null or indicator.suspended_since > stages.campaign as scored
    from summed
    join stages using (stage)
    semi join followed on followed.stage = summed.stage and followed.indicator_id = summed.indicator_id
    join indicator on indicator.state = stages.definitions and indicator.indicator_id = summed.indicator_id
)
select
    valued.stage, valued.territory_code, valued.indicator_id, valued.objective_id, valued.axis_id,
    -- at both ends, as published: where a rule of the calculation changed since, that too is a definition
    case when abs(valued.value - told.value) <= 1e-9 then valued.value else coalesce(told.value, valued.value) end as value,
    case when valued.scored and valued.campaign >= valued.baseline_campaign then within_bounds(raw_progress(
        valued.value,
        coalesce(
            agreed.baseline, case when valued.kind <> 'milestone' then own.value end,
            case when is_part_of_a_sum then 0 else valued.catalogue_baseline end
        ),
        coalesce(agreed.target, case when not is_part_of_a_sum then valued.catalogue_target end),
        valued.direction
    )) end as computed_progress,
    case
        when told.territory_code is null or abs(computed_progress - told.progress) <= 1e-9 then computed_progress
        else told.progress
    end as progress
from valued
join territory using (territory_code)
cross join lateral (select valued.kind = 'count' and territory.level <> 'national' as is_part_of_a_sum)
left join agreed
    on agreed.state = valued.definitions and agreed.territory_code = valued.territory_code
    and agreed.indicator_id = valued.indicator_id
left join figure as own
    on own.state = valued.data and own.campaign = valued.baseline_campaign
    and own.territory_code = valued.territory_code and own.indicator_id = valued.indicator_id
left join figure as told
    on (valued.stage = 0 or valued.stage = 6) and told.state = valued.data and told.campaign = valued.campaign
    and told.territory_code = valued.territory_code and told.indicator_id = valued.indicator_id
