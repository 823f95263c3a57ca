-- one row per thing to discuss in a territory: each rule gives its strongest case first, then the rules give their next; five
with ranked as (
    select point.*, row_number() over (
        partition by point.rule order by point.strength desc nulls last, point.objective_id, point.indicator_id, point.axis_id
    ) as place
    from marts.discussion_point as point
    where point.campaign = $campaign and point.territory_code = $territory
)
select
    point.rule, point.axis_id, point.objective_id, point.indicator_id, point.measure, point.compared,
    coalesce(indicator.title, objective.title, axis.title) as title, territory.level
from ranked as point
join marts.territory as territory using (territory_code)
left join marts.indicator as indicator on indicator.indicator_id = point.indicator_id
left join marts.objective as objective on objective.objective_id = point.objective_id
left join marts.axis as axis on axis.axis_id = point.axis_id
order by
    point.place,
    list_position(['regressing', 'late_two_years', 'disagreement', 'low_coverage', 'discrepancy', 'declared_gap'], point.rule)
limit 5
