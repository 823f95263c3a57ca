-- one row per line that gives a figure without the code of an indicator
select source_sha256, sheet, row_number, code_cell as cell, coalesce(numerator_read, denominator_read) as value_read, null as detail
from staging.observation
where code_read is null
union all
select source_sha256, sheet, row_number, cell, value_read, null as detail
from staging.school_fault where fault = 'indicator_code_missing'
