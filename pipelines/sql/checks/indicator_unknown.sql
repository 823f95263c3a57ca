-- one row per line whose code is not in the catalogue
select source_sha256, sheet, row_number, code_cell as cell, code_read as value_read, null as detail
from (
    select source_sha256, sheet, row_number, code_cell, code_read, indicator_id from staging.observation
    union all
    select source_sha256, sheet, row_number, code_cell, code_read, indicator_id from staging.school_line
)
where code_read is not null and indicator_id is null
