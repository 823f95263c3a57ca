-- one row per line whose indicator is collected only from a later school year
select source_sha256, sheet, row_number, code_cell as cell, code_read as value_read, since as detail
from (
    select source_sha256, sheet, row_number, code_cell, code_read, since, campaign from staging.observation
    union all
    select source_sha256, sheet, row_number, code_cell, code_read, since, campaign from staging.school_line
)
where since > campaign
