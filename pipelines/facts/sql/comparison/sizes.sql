-- one row per territory of the levels asked: its size in a campaign, empty where nothing says it
-- size: the denominator, where it answered, of the indicator of départements that counts most people in France
with measure as (
    select france.indicator_id, indicator.denominator_label
    from marts.indicator_progress as france
    join marts.indicator using (indicator_id)
    where france.campaign = $campaign and france.territory_code = 'NAT-FR'
        and indicator.kind = 'ratio' and indicator.level = 'department' and france.denominator > 0
    order by france.denominator desc, indicator.position
    limit 1
)
select
    territory.territory_code, territory.name, territory.level, territory.number, own.denominator as size,
    measure.denominator_label as measured_by, measure.indicator_id as measured_on
from marts.territory
left join measure on true
left join marts.indicator_progress as own
    on own.territory_code = territory.territory_code and own.campaign = $campaign
    and own.indicator_id = measure.indicator_id
where list_contains($levels, territory.level)
order by territory.position
