-- at most one row: one territory, with the territories it belongs to and the number of its départements
select
    territory.territory_code, territory.name, territory.level, territory.number,
    academy.territory_code as academy_code, academy.name as academy_name,
    region.territory_code as region_code, region.name as region_name,
    (
        select count(*)
        from marts.territory as department
        where department.level = 'department'
            and territory.territory_code in (department.region_code, department.academy_code)
    ) as departments
from marts.territory
left join marts.territory as academy
    on academy.territory_code = territory.academy_code and academy.territory_code <> territory.territory_code
left join marts.territory as region
    on region.territory_code = territory.region_code and region.territory_code <> territory.territory_code
where territory.territory_code = $territory
