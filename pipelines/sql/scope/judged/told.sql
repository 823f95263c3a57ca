-- one row per campaign × indicator: the territories whose figure is their own, and those whose value may be compared with another year's
select
    figure.campaign, figure.indicator_id, indicator.level,
    coalesce(list(figure.territory_code order by figure.territory_code) filter (
        figure.numerator is not null and not figure.silent
        and (place.level = indicator.level or figure.basis in ('report', 'table'))
    ), []) as direct,
    coalesce(list(figure.territory_code order by figure.territory_code) filter (
        figure.numerator is not null and not figure.silent and place.level = indicator.level
        and (indicator.kind = 'count' or figure.denominator <> 0)
    ), []) as answered
from whole.marts.indicator_progress as figure
join whole.marts.indicator as indicator using (indicator_id)
join whole.marts.territory as place using (territory_code)
group by all
order by figure.campaign, figure.indicator_id
