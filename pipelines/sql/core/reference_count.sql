-- one row per school year × territory × thing counted × sector (NULL: both) × official table, added up where every part is there
with counted as (
    select campaign, territory_code, counted, sector, number, official, official_title as source, sequence, true as whole
    from staging.reference_count
    where fault is null
    union all by name
    -- schools are counted from the directory: `whole` says that an official one, which leaves none out, speaks of the département
    select
        year.campaign, department.territory_code,
        unnest(case place.kind
            when 'école' then ['schools', 'schools_ecole']
            when 'collège' then ['schools', 'schools_college', 'schools_second_degree']
            when 'lycée' then ['schools', 'schools_lycee', 'schools_second_degree']
        end) as counted,
        place.sector, 1 as number, 'directory' as official, coalesce(file.official_title, 'Annuaire reçu') as source,
        directory.sequence, file.official is not null as whole
    from core.school_place as place
    join core.school_year as year using (year)
    join core.school_department as department using (department)
    join core.school_directory as directory using (school)
    join raw.file as file on file.source_sha256 = directory.source_sha256
    where place.open and place.kind is not null
),
sectors as (
    select * replace (null as sector) from counted
    union all by name
    select * from counted where sector is not null
),
base as (
    select
        campaign, territory_code, counted, sector, official, arg_max(source, sequence) as source, sum(number) as number,
        max(sequence) as sequence, bool_and(whole) as whole
    from sectors
    group by campaign, territory_code, counted, sector, official
),
parent as (
    select parent_code, child_code from ref.child
    union
    select parent_code, territory_code as child_code from ref.territory where level = 'academy'
),
width as (
    -- régions are made of départements, or of académies where a table speaks of these
    select parent.parent_code, child.level as child_level, count(*) as children
    from parent
    join ref.territory as child on child.territory_code = parent.child_code
    group by all
),
above as (
    select
        base.campaign, parent.parent_code as territory_code, base.counted, base.sector, base.official,
        arg_max(base.source, base.sequence) as source, sum(base.number) as number, max(base.sequence) as sequence,
        bool_and(base.whole) as whole
    from base
    join ref.territory as child using (territory_code)
    join parent on parent.child_code = base.territory_code
    join width on width.parent_code = parent.parent_code and width.child_level = child.level
    group by base.campaign, parent.parent_code, base.counted, base.sector, base.official, child.level, width.children
    having count(*) = width.children
),
nation as (
    select
        campaign, territory.parent_code as territory_code, counted, sector, official, arg_max(source, sequence) as source,
        sum(above.number) as number, max(sequence) as sequence, bool_and(whole) as whole
    from above
    join ref.territory as territory using (territory_code)
    where territory.level = 'region'
    group by campaign, territory.parent_code, counted, sector, official
    having count(*) = (select count(*) from ref.territory where level = 'region')
)
select
    campaign, territory_code, counted, sector, official, source, number::decimal(38, 9) as number, whole,
    -- of two tables that count the same, the one whose definition comes first, then the one received last
    row_number() over (
        partition by campaign, territory_code, counted, sector order by coalesce(known.rank, 1), sequence desc
    ) = 1 as preferred
from (from base union all by name from above union all by name from nation)
left join ref.official as known using (official)
