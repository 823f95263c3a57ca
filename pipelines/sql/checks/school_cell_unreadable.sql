-- one row per cell of a directory of schools in error, where a text is expected: its line counts without it
select line.source_sha256, line.sheet, line.row_number, letter.letter || line.row_number as cell, shown(side.value_read) as value_read, null as detail
from staging.school_statement as line
cross join lateral (
    values ('name', line.name_read), ('commune', line.commune_read), ('department', line.department_read)
) as side (field, value_read)
join raw.header as letter
    on letter.source_sha256 = line.source_sha256 and letter.section = 'school_directory' and letter.field = side.field
where line.fault is null and text_in_error(side.value_read)
