-- one row per indicator of the catalogue: its figure in one territory and campaign, the one before and France's
select
    indicator.indicator_id, indicator.objective_id, indicator.axis_id, indicator.title, indicator.unit, indicator.kind,
    current.value, current.numerator, current.denominator, current.baseline, current.target,
    case
        when current.baseline is null then null
        when current.baseline_origin = 'agreed' then 'agreed'
        when initial.value is not null then 'measured'
        else indicator.baseline_status
    end as baseline_status,
    indicator.baseline_campaign,
    case
        when current.target is null then null
        when current.target_origin = 'agreed' then 'agreed'
        else indicator.target_status
    end as target_status,
    current.target_campaign,
    current.progress,
    case when current.status <> 'collecting' then current.expected_progress end as expected_progress,
    current.projected_progress,
    case
        when current.status is not null then current.status
        when indicator.since > $campaign then 'not_yet'
        when indicator.retired_since <= $campaign then 'retired'
        else 'not_reported'
    end as status,
    current.territories_answered, current.territories_expected, current.coverage, current.partial, current.basis,
    indicator.stages[1 + round(current.value * (len(indicator.stages) - 1))::int] as stage,
    indicator.since, indicator.suspended_since,
    previous.value as previous_value, case when current.status <> 'collecting' then current.comparable_value - current.comparable_previous end as value_evolution,
    previous.progress as previous_progress, current.comparable_evolution as evolution, current.comparable_territories,
    previous.status as previous_status,
    france.value as france_value
from marts.indicator
left join marts.indicator_progress as current
    on current.indicator_id = indicator.indicator_id
    and current.campaign = $campaign and current.territory_code = $territory
left join marts.indicator_progress as previous
    on previous.indicator_id = indicator.indicator_id
    and previous.campaign = $previous and previous.territory_code = $territory
left join marts.indicator_progress as initial
    on initial.indicator_id = indicator.indicator_id
    and initial.campaign = indicator.baseline_campaign and initial.territory_code = $territory
left join marts.indicator_progress as france
    on france.indicator_id = indicator.indicator_id
    and france.campaign = $campaign and france.territory_code = 'NAT-FR'
order by indicator.axis_id, indicator.position
