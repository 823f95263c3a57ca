-- one row per percentage above one hundred
select source_sha256, sheet, row_number, numerator_cell as cell, numerator_read as value_read, denominator_read as detail
from staging.claim
where kind = 'ratio' and unit = '%' and denominator > 0 and numerator > denominator
union all
select source_sha256, sheet, row_number, cell, value_read, denominator_read as detail
from staging.school_fault where fault = 'numerator_above_denominator'
