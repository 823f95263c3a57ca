-- one row per région académique, France first: what its committees held in one campaign, and the share of them that met
with held as (
    select
        coalesce(territory.region_code, territory.territory_code) as region_code,
        count(*) filter (where meeting_type in ('comité', 'comité unique') and in_school_year) as committees,
        count(*) filter (where meeting_type = 'groupe de travail' and in_school_year) as working_groups,
        count(*) filter (where in_school_year is not true) as outside_year
    from marts.meeting
    join marts.territory using (territory_code)
    where campaign = $campaign
    group by all
),
everywhere as (
    select 'NAT-FR' as region_code, sum(committees) as committees, sum(working_groups) as working_groups,
        sum(outside_year) as outside_year
    from held
),
met as (
    select
        progress.territory_code,
        max(progress.numerator) filter (where indicator.level = 'department') as departments_met,
        max(progress.denominator) filter (where indicator.level = 'department') as departments_expected,
        max(progress.numerator) filter (where indicator.level = 'region') as regions_met,
        max(progress.denominator) filter (where indicator.level = 'region') as regions_expected
    from marts.indicator_progress as progress
    join marts.indicator using (indicator_id)
    where indicator.origin = 'meetings' and progress.campaign = $campaign
    group by progress.territory_code
)
select
    territory.territory_code, territory.name as territory_name,
    met.departments_met, met.departments_expected, met.regions_met, met.regions_expected,
    coalesce(held.committees, 0) as committees, coalesce(held.working_groups, 0) as working_groups,
    coalesce(held.outside_year, 0) as outside_year
from marts.territory
left join met on met.territory_code = territory.territory_code
left join (
    select * from held where region_code <> 'NAT-FR'
    union all by name
    select * from everywhere
) as held on held.region_code = territory.territory_code
where territory.level in ('national', 'region')
order by territory.position
