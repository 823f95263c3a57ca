-- one row per school of the last directory that names it; values by school are read through `schools.value`
select
    school_code(directory.school) as school_code, directory.name, directory.kind_word as kind, directory.commune, directory.territory_code,
    directory.opened_on, directory.closed_on, directory.successor,
    directory.open_read and (
        directory.closed_on is null or directory.closed_on > (select max(received_at)::date from raw.receipt)
    ) as open,
    directory.sector_word as sector
from core.school_directory as directory
order by directory.school
