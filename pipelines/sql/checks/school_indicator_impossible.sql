-- one row per line of a table of schools for an indicator that is not a sum over schools
select source_sha256, sheet, row_number, cell, value_read, null as detail
from staging.school_fault where fault = 'school_indicator_impossible'
