-- one row per fault that more lines of a table of schools have than are told one by one
select source_sha256, sheet, null as row_number, null as cell, cell as value_read, whole_in_french(others) as detail
from staging.school_fault
where others > 0
qualify row_number() over (partition by source_sha256, sheet, fault order by row_number desc) = 1
