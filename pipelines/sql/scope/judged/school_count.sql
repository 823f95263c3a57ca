-- one row per campaign × indicator × territory, seen without its schools, whose figure counts pupils and holds sums of schools
with from_schools as (
    select distinct
        figure.campaign, figure.indicator_id,
        unnest([place.territory_code, place.academy_code, place.region_code, nation.territory_code]) as territory_code
    from whole.marts.indicator_progress as figure
    join whole.marts.indicator as indicator using (indicator_id)
    join whole.marts.territory as place on place.territory_code = figure.territory_code and place.level = indicator.level
    join sight on sight.territory_code = place.territory_code and not sight.detailed
    left join whole.marts.territory as nation on nation.level = 'national'
    where starts_with(figure.basis, 'rollup')
)
select
    row.campaign, row.indicator_id, row.territory_code, row.numerator, row.denominator,
    if(list_contains($numerators::varchar[], row.indicator_id), row.numerator, null) as counted,
    if(list_contains($denominators::varchar[], row.indicator_id), row.denominator, null) as counted_of
from whole.marts.indicator_progress as row
join from_schools using (campaign, indicator_id, territory_code)
join sight on sight.territory_code = row.territory_code and sight.figures and not sight.detailed
where row.numerator is not null
    and (list_contains($numerators::varchar[], row.indicator_id) or list_contains($denominators::varchar[], row.indicator_id))
