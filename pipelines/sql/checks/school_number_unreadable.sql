-- one row per number of a table of schools that cannot be used
select source_sha256, sheet, row_number, cell, value_read, null as detail
from staging.school_fault where fault = 'school_number_unreadable'
