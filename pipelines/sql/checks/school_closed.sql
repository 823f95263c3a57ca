-- one row per line of a table of schools for a school that was closed before the school year began
select
    closed.source_sha256, letter.sheet, closed.row_number, letter.letter || closed.row_number as cell,
    closed.school_code as value_read,
    coalesce('celui de l''établissement qui l''a repris, ' || quoted(closed.successor), 'celui de l''établissement qui accueille ses élèves') as detail
from core.school_closed as closed
join raw.header as letter
    on letter.source_sha256 = closed.source_sha256 and letter.section = 'school_observations' and letter.field = 'school_code'
