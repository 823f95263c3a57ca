-- one row per campaign × territory × indicator: the figure, or nothing where it would tell a small number of pupils
select
    row.campaign, row.territory_code, row.indicator_id, row.objective_id, row.axis_id,
    case when masked.campaign is null then row.numerator end as numerator,
    case when masked.campaign is null then row.denominator end as denominator,
    case when masked.campaign is null then row.value end as value,
    row.basis, row.answered, row.expected, row.coverage,
    case when initial.campaign is null then row.baseline end as baseline,
    row.target,
    case when hidden.campaign is null then row.progress_raw end as progress_raw,
    case when hidden.campaign is null then row.progress end as progress,
    row.expected_progress,
    case when hidden.campaign is null then row.projected_progress end as projected_progress,
    case when hidden.campaign is null then row.status else 'masked' end as status,
    row.territories_answered, row.territories_expected, row.partial,
    masked.campaign is not null or hidden.campaign is not null as masked
from indicator_progress as row
join indicator on indicator.indicator_id = row.indicator_id
join territory on territory.territory_code = row.territory_code
left join masked
    on masked.campaign = row.campaign and masked.indicator_id = row.indicator_id
    and masked.territory_code = row.territory_code
left join masked as initial
    on initial.campaign = indicator.baseline_campaign and initial.indicator_id = row.indicator_id
    and initial.territory_code = row.territory_code
left join masked_progress as hidden
    on hidden.campaign = row.campaign and hidden.indicator_id = row.indicator_id
    and hidden.territory_code = row.territory_code
order by row.campaign, territory.position, indicator.position
