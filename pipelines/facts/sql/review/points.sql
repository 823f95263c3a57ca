-- one row per thing that a rule says to discuss in one territory and campaign, rule by rule, the strongest case first
select
    point.rule, point.axis_id, point.objective_id, point.indicator_id, point.measure, point.compared,
    coalesce(indicator.title, objective.title, axis.title) as title,
    territory.level
from marts.discussion_point as point
join marts.territory as territory using (territory_code)
left join marts.indicator as indicator on indicator.indicator_id = point.indicator_id
left join marts.objective as objective on objective.objective_id = point.objective_id
left join marts.axis as axis on axis.axis_id = point.axis_id
where point.campaign = $campaign and point.territory_code = $territory
order by
    list_position(['regressing', 'late_two_years', 'disagreement', 'low_coverage', 'discrepancy', 'declared_gap'], point.rule),
    point.strength desc nulls last, point.objective_id, point.indicator_id
