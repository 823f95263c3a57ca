-- one row per total under a table of schools, said as the reader says it of the other tables
select fault as code, source_sha256, nullif(sheet, '') as sheet, cell, row_number, value_read, null as detail
from staging.school_fault
where fault = 'total_ignored'
