-- one row per line of a table of schools, or of their directory, whose UAI is not one
select source_sha256, sheet, row_number, cell, value_read, null as detail
from staging.school_fault where fault = 'school_unknown'
union all
select
    line.source_sha256, line.sheet, line.row_number, letter.letter || line.row_number as cell, shown(line.school_read) as value_read,
    null as detail
from staging.school_statement as line
join raw.header as letter
    on letter.source_sha256 = line.source_sha256 and letter.section = 'school_directory' and letter.field = 'school_code'
where line.fault = 'school_unknown'
