-- one row per closed campaign × territory × rule × subject to discuss there; `strength` orders the cases of one rule, the strongest first
with years as (
    select campaign.campaign, previous.campaign as previous
    from ref.campaign as campaign
    join ref.campaign as previous on previous.position = campaign.position - 1
),
regressing as (
    select campaign, territory_code, 'regressing' as rule, objective_id, indicator_id, axis_id,
        progress_raw as measure, null::double as compared, -progress_raw as strength
    from marts.indicator_progress
    where status = 'regressing'
),
late_two_years as (
    select now.campaign, now.territory_code, 'late_two_years' as rule, now.objective_id, null as indicator_id, now.axis_id,
        now.progress as measure, now.expected_progress as compared, now.expected_progress - now.progress as strength
    from marts.objective_progress as now
    join years on years.campaign = now.campaign
    join marts.objective_progress as before
        on before.campaign = years.previous and before.territory_code = now.territory_code
        and before.objective_id = now.objective_id
    where now.status = 'late' and before.status = 'late'
),
disagreement as (
    -- a committee about its own territory; for France, the committees beneath it that disagree, out of those that judged
    select campaign, territory_code, 'disagreement' as rule, null as objective_id, null as indicator_id, axis_id,
        progress as measure, null::double as compared, abs(progress - 50) as strength
    from marts.assessment
    where disagrees and territory_code not in (select territory_code from ref.territory where level = 'national')
    union all by name
    select assessment.campaign, nation.territory_code, 'disagreement' as rule, null as objective_id, null as indicator_id,
        assessment.axis_id, count(*) filter (assessment.disagrees)::double as measure, count(*)::double as compared,
        count(*) filter (assessment.disagrees)::double as strength
    from marts.assessment as assessment
    join ref.territory as nation on nation.level = 'national'
    group by all
    having measure > 0
),
low_coverage as (
    select campaign, territory_code, 'low_coverage' as rule, objective_id, indicator_id, axis_id,
        answered::double as measure, expected::double as compared, 1 - coverage as strength
    from marts.indicator_progress
    where partial
),
discrepancy as (
    select discrepancy.campaign, discrepancy.territory_code, 'discrepancy' as rule,
        indicator.objective_id, discrepancy.indicator_id, indicator.axis_id,
        discrepancy.retained_numerator as measure, discrepancy.other_numerator as compared,
        abs(discrepancy.other_numerator - discrepancy.retained_numerator) / nullif(discrepancy.retained_numerator, 0) as strength
    from marts.discrepancy as discrepancy
    join ref.indicator as indicator using (indicator_id)
),
declared_gap as (
    -- of each follow-up objective, the last quarter declared in the campaign; of those of one objective, the widest gap
    select campaign, territory_code, 'declared_gap' as rule, objective_id, null as indicator_id, axis_id,
        progress as measure, declared as compared, abs(declared - progress) as strength
    from (
        select line.campaign, nation.territory_code, line.objective_id, objective.axis_id, objective.progress, line.declared
        from marts.declared_follow_up as line
        join ref.territory as nation on nation.level = 'national'
        join marts.objective_progress as objective
            on objective.campaign = line.campaign and objective.objective_id = line.objective_id
            and objective.territory_code = nation.territory_code and objective.progress is not null
        qualify row_number() over (partition by line.campaign, line.number order by line.starts_on desc) = 1
    )
    where abs(declared - progress) > 20
    qualify row_number() over (partition by campaign, objective_id order by strength desc, declared) = 1
),
points as (
    from regressing
    union all by name from late_two_years
    union all by name from disagreement
    union all by name from low_coverage
    union all by name from discrepancy
    union all by name from declared_gap
)
-- the collection of an open campaign is not over: nothing of it is put up for discussion
select points.*
from points
join ref.closing as closing on closing.campaign = points.campaign and closing.state = 'closed'
