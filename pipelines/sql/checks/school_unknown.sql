-- one row per line of a table of schools whose UAI is not one
select source_sha256, sheet, row_number, school_cell as cell, school_read as value_read, null as detail
from staging.school_line
where territory_code is null
