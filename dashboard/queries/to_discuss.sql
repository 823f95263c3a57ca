-- one row per thing to discuss in France: each rule gives its strongest case first, then the rules give their next; five
with objective_state as (
    select current.*, objective.title, previous.status as previous_status
    from marts.objective_progress as current
    join marts.objective using (objective_id)
    left join marts.objective_progress as previous
        on previous.campaign = $previous and previous.territory_code = current.territory_code
        and previous.objective_id = current.objective_id
    where current.campaign = $campaign
),
indicator_state as (
    select progress.*, indicator.title, indicator.position
    from marts.indicator_progress as progress
    join marts.indicator using (indicator_id)
    where progress.campaign = $campaign and progress.territory_code = 'NAT-FR'
),
disagreement as (
    select assessment.axis_id, axis.title, count(*) as judged, count(*) filter (where
        (assessment.appraisal = 'favorable' and progress.status in ('late', 'regressing'))
        or (assessment.appraisal = 'préoccupante' and progress.status in ('on_track', 'achieved'))) as disagreeing
    from marts.assessment
    join marts.axis_progress as progress using (campaign, territory_code, axis_id)
    join marts.axis using (axis_id)
    where assessment.campaign = $campaign
    group by assessment.axis_id, axis.title
),
spread as (
    select objective_id, title, max(progress) - min(progress) as gap,
        first(territory.name order by progress desc nulls last, territory.position) as highest,
        first(territory.name order by progress nulls last, territory.position) as lowest
    from objective_state
    join marts.territory using (territory_code)
    where territory.level = 'region'
    group by objective_id, title
    having count(progress) > 1
),
found as (
    select 1 as rule_order, 'regressing' as rule, indicator_state.objective_id, indicator_id, null as axis_id, title,
        progress_raw as measure, null as part, null as whole, null as highest, null as lowest,
        row_number() over (order by progress_raw, position) as place
    from indicator_state where status = 'regressing'
    union all
    select 2, 'late_twice', objective_id, null, null, title, progress, null, null, null, null,
        row_number() over (order by progress - expected_progress, objective_id)
    from objective_state where territory_code = 'NAT-FR' and status = 'late' and previous_status = 'late'
    union all
    select 3, 'disagreement', null, null, axis_id, title, null, disagreeing, judged, null, null,
        row_number() over (order by disagreeing desc, axis_id)
    from disagreement where disagreeing > 0
    union all
    select 4, 'coverage', objective_id, indicator_id, null, title, coverage, answered, expected, null, null,
        row_number() over (order by coverage, position)
    from indicator_state where partial
    union all
    select 5, 'gap', objective_id, null, null, title, gap, null, null, highest, lowest,
        row_number() over (order by gap desc, objective_id)
    from spread where gap > 0
)
select * from found
order by place, rule_order
limit 5
