-- one row per territory that follows the indicator in the campaign: its figure, from the nation down
select
    figure.campaign, figure.territory_code, figure.indicator_id, figure.objective_id, figure.axis_id, figure.numerator,
    figure.denominator, figure.value, figure.basis, figure.answered, figure.expected, figure.coverage, figure.baseline,
    figure.target, figure.progress_raw, figure.progress, figure.expected_progress, figure.projected_progress,
    figure.status, figure.territories_answered, figure.territories_expected, figure.partial, figure.target_campaign,
    figure.comparable_value, figure.comparable_previous, figure.comparable_territories, figure.baseline_origin,
    figure.target_origin, figure.scorable, figure.silent, figure.units_missing, figure.comparable_evolution,
    territory.name, territory.level, territory.parent_code, territory.region_code, territory.position,
    agreed.source as agreed_source
from marts.indicator_progress as figure
join marts.territory as territory using (territory_code)
left join marts.agreed_target as agreed
    on agreed.territory_code = figure.territory_code and agreed.indicator_id = figure.indicator_id
where figure.campaign = $campaign and figure.indicator_id = $indicator
order by territory.position
