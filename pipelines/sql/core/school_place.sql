-- one row per campaign × school of a directory: where it was on the first day of that school year, and whether it was there
with stated as (
    select directory.*, year.year, year.starts_on
    from staging.school_statement as directory
    cross join core.school_year as year
    where directory.fault is null
),
place as (
    -- once a move is dated, another one is told by its date: what comes later without a date only repeats
    select year, school, department
    from stated
    where (effective_on is not null and effective_on <= starts_on)
        or (effective_on is null and not exists (
            from staging.school_statement as before
            where before.fault is null and before.school = stated.school and before.effective_on is not null
                and (before.sequence, before.row_number) < (stated.sequence, stated.row_number)
        ))
    qualify row_number() over (
        partition by year, school order by effective_on desc nulls last, sequence desc, row_number desc
    ) = 1
)
select
    year.year, school.school, coalesce(place.department, (school.school // 10000)::smallint) as department,
    school.open_read and (school.opened_on is null or school.opened_on <= year.starts_on)
        and (school.closed_on is null or school.closed_on > year.starts_on) as open,
    coalesce(school.closed_on <= year.starts_on, false) as closed,
    school.successor, school.kind_word as kind, school.sector_word as sector
from core.school_directory as school
cross join core.school_year as year
left join place on place.year = year.year and place.school = school.school
