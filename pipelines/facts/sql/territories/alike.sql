-- one row per territory alike, the territory itself included: same level, the nearest in size (ties are all kept)
-- size: for a région académique or an académie its number of départements; for a département the denominator of the
-- indicator of départements that counts most people in France, among those this département answered
with self as (
    select * from marts.territory where territory_code = $territory
),
measure as (
    select france.indicator_id, indicator.denominator_label
    from marts.indicator_progress as france
    join marts.indicator using (indicator_id)
    join marts.indicator_progress as own using (campaign, indicator_id)
    where france.campaign = $campaign and france.territory_code = 'NAT-FR' and own.territory_code = $territory
        and indicator.kind = 'ratio' and indicator.level = 'department' and own.denominator > 0
    order by france.denominator desc, indicator.position
    limit 1
),
sized as (
    select
        territory.territory_code, territory.name, territory.position,
        case when self.level = 'department' then own.denominator else count(department.territory_code) end as size
    from marts.territory
    join self on self.level = territory.level
    left join measure on true
    left join marts.indicator_progress as own
        on own.territory_code = territory.territory_code and own.campaign = $campaign
        and own.indicator_id = measure.indicator_id
    left join marts.territory as department
        on department.level = 'department'
        and territory.territory_code in (department.region_code, department.academy_code)
    group by territory.territory_code, territory.name, territory.position, self.level, own.denominator
),
ranked as (
    select *, rank() over (order by abs(ln(size) - ln((select size from sized where territory_code = $territory)))) as nearness
    from sized
    where size > 0
)
select
    $campaign as campaign, ranked.territory_code, ranked.name, ranked.size,
    case when self.level = 'department' then measure.denominator_label end as measured_by,
    progress.progress, progress.expected_progress, coalesce(progress.shown_status, progress.status) as status
from ranked
cross join self
left join measure on true
left join marts.strategy_progress as progress
    on progress.territory_code = ranked.territory_code and progress.campaign = $campaign
where ranked.nearness <= case when self.level = 'department' then 11 else 6 end
order by progress.status = 'insufficient', progress.progress desc nulls last, ranked.position
