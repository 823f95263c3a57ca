-- one row per line for an indicator the tool computes by itself
select source_sha256, sheet, row_number, code_cell as cell, code_read as value_read, null as detail
from staging.observation
where indicator_origin <> 'reported'
