-- one row per line of a table of schools that came by way of Python: a workbook, or a file that is only rehearsed
select campaign, school_code, code, numerator, denominator, row_number, source_sha256, sheet
from raw.table_row
where table_kind = 'school_observations'
