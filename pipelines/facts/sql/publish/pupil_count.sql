-- one row per campaign × territory × indicator × number of pupils that its figure tells: numerator, denominator, and what is left
with figure as (
    select
        progress.campaign, progress.indicator_id, progress.territory_code, territory.parent_code,
        progress.numerator, progress.denominator,
        list_contains($numerators::varchar[], progress.indicator_id) as numerator_counts,
        list_contains($denominators::varchar[], progress.indicator_id) as denominator_counts
    from indicator_progress as progress
    join territory using (territory_code)
)
select campaign, indicator_id, territory_code, parent_code, 'numerator' as thing, numerator as pupils
from figure
where numerator_counts and numerator is not null
union all by name
select campaign, indicator_id, territory_code, parent_code, 'denominator' as thing, denominator as pupils
from figure
where denominator_counts and denominator is not null
union all by name
select campaign, indicator_id, territory_code, parent_code, 'rest' as thing, denominator - numerator as pupils
from figure
where numerator_counts and denominator_counts and denominator >= numerator
