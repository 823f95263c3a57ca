-- one row per line of a table of schools for an indicator that is not a sum over schools
select source_sha256, sheet, row_number, code_cell as cell, code_read as value_read, null as detail
from staging.school_line
where indicator_id is not null and (kind not in ('ratio', 'count') or indicator_origin <> 'reported')
