-- one row per line whose code is not in the catalogue
select source_sha256, sheet, row_number, code_cell as cell, code_read as value_read, null as detail
from staging.observation
where code_read is not null and indicator_id is null
union all
select source_sha256, sheet, row_number, cell, value_read, null as detail
from staging.school_fault where fault = 'indicator_unknown'
