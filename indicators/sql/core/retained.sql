-- one row per campaign × territory of $levels × indicator followed there: the first source that the order of preference finds
with followed as (
    select
        campaign.campaign, territory.territory_code, territory.level, indicator.indicator_id, indicator.kind, indicator.origin,
        territory.level = indicator.level as reports_it
    from core.campaign_with_results as campaign
    cross join ref.territory as territory
    join ref.level as own on own.level = territory.level
    join ref.collected as collected on collected.campaign = campaign.campaign
    join ref.indicator as indicator on indicator.indicator_id = collected.indicator_id
    join ref.level as reporting on reporting.level = indicator.level
    where list_contains($levels, territory.level) and own.rank >= reporting.rank
),
rolled as (
    select
        child.campaign, link.parent_code as territory_code, child.indicator_id,
        sum(child.sum_numerator) as numerator, sum(child.sum_denominator) as denominator,
        sum(child.answered)::int as answered, sum(child.expected)::int as expected, sum(child.measured)::int as measured
    from core.retained as child
    join ref.child as link on link.child_code = child.territory_code and list_contains($levels, link.parent_level)
    group by all
),
stated as (
    select *
    from core.reported
    where situation <> 'non disponible'
),
beside as (
    select
        followed.*,
        coalesce(rolled.expected, 1) as expected,
        coalesce(rolled.answered, 0) as rolled_answered, coalesce(rolled.measured, 0) as rolled_measured,
        coalesce(rolled.numerator, school.numerator) as rolled_numerator,
        coalesce(rolled.denominator, school.denominator) as rolled_denominator,
        coalesce(school.complete, rolled.answered = rolled.expected, false) as rollup_complete,
        -- a ratio of nothing over nothing is an answer without value
        coalesce(rolled.measured, school.schools) > 0
            and (followed.kind <> 'ratio' or coalesce(rolled.denominator, school.denominator) > 0) as parts_valued,
        school.territory_code is not null as school_answered, counting.territory_code is not null as committee_reported,
        report.situation as report_situation, report.numerator as report_numerator, report.denominator as report_denominator,
        "table".situation as table_situation, "table".numerator as table_numerator, "table".denominator as table_denominator,
        computed.numerator as computed_numerator, computed.denominator as computed_denominator
    from followed
    left join rolled using (campaign, territory_code, indicator_id)
    left join stated as report
        on report.origin = 'report' and report.campaign = followed.campaign
        and report.territory_code = followed.territory_code and report.indicator_id = followed.indicator_id
    left join stated as "table"
        on "table".origin = 'table' and "table".campaign = followed.campaign
        and "table".territory_code = followed.territory_code and "table".indicator_id = followed.indicator_id
    left join core.school_rollup as school
        on followed.reports_it and school.campaign = followed.campaign
        and school.territory_code = followed.territory_code and school.indicator_id = followed.indicator_id
    left join core.computed as computed
        on computed.campaign = followed.campaign
        and computed.territory_code = followed.territory_code and computed.indicator_id = followed.indicator_id
    left join core.counting as counting
        on followed.reports_it and followed.origin <> 'reported'
        and counting.campaign = followed.campaign and counting.territory_code = followed.territory_code
),
compared as (
    select
        *,
        parts_contradict(
            kind, report_situation, report_numerator, report_denominator, expected,
            rolled_numerator, rolled_denominator, parts_valued
        ) as report_contradicted,
        parts_contradict(
            kind, table_situation, table_numerator, table_denominator, expected,
            rolled_numerator, rolled_denominator, parts_valued
        ) as table_contradicted
    from beside
),
preferred as (
    -- where it is reported, what the committee states stays retained, whatever its schools add up to
    select
        *,
        case
            when origin <> 'reported' then 'computed'
            when reports_it and report_situation is not null then 'report'
            when reports_it and table_situation is not null then 'table'
            when reports_it and school_answered then if(rollup_complete, 'rollup_complete', 'rollup_partial')
            when reports_it then null
            when rollup_complete then 'rollup_complete'
            when level <> 'academy' and report_situation is not null and not report_contradicted then 'report'
            when level <> 'academy' and table_situation is not null and not table_contradicted then 'table'
            when rolled_answered > 0 then 'rollup_partial'
        end as basis
    from compared
),
chosen as (
    -- a yes or no stated for a territory answers for all those beneath it
    select
        *,
        case when kind = 'share' then expected else 1 end as weight,
        basis in ('report', 'table') or (reports_it and basis is not null) as direct,
        case basis
            when 'report' then report_situation <> 'sans objet'
            when 'table' then table_situation <> 'sans objet'
            else true
        end as has_value,
        case basis
            when 'report' then report_numerator when 'table' then table_numerator
            when 'computed' then coalesce(computed_numerator, rolled_numerator) else rolled_numerator
        end as own_numerator,
        case basis
            when 'report' then report_denominator when 'table' then table_denominator
            when 'computed' then coalesce(computed_denominator, rolled_denominator) else rolled_denominator
        end as own_denominator
    from preferred
),
summed as (
    select
        *,
        case when direct or basis = 'computed' then expected when basis is null then 0 else rolled_answered end as answered,
        case
            when (direct or basis = 'computed') and has_value then expected
            when direct then 0
            else rolled_measured
        end as measured,
        case
            when basis in ('report', 'table') then coalesce(own_numerator * weight, 0)
            else coalesce(own_numerator, 0)
        end as sum_numerator,
        case
            when basis in ('report', 'table') and not has_value then 0
            when basis in ('report', 'table') then own_denominator * weight
            when basis is null and reports_it and kind = 'share' then 1
            else own_denominator
        end as sum_denominator
    from chosen
)
select
    campaign, territory_code, indicator_id, basis,
    case when measured > 0 then sum_numerator end as numerator,
    case when measured > 0 and kind <> 'count' then sum_denominator end as denominator,
    answered, expected, measured,
    sum_numerator, sum_denominator,
    rollup_complete, rolled_numerator as rollup_numerator, rolled_denominator as rollup_denominator,
    report_contradicted, table_contradicted,
    -- nobody spoke: what the tool counts of a committee without a report is no value of its own
    reports_it and (basis is null or (basis = 'computed' and not committee_reported)) as silent
from summed
