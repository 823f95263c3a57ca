-- one row per ratio whose denominator is zero though there is something to count
select source_sha256, sheet, row_number, denominator_cell as cell, denominator_read as value_read, numerator_read as detail
from staging.claim
where kind = 'ratio' and denominator = 0 and numerator > 0
union all
select source_sha256, sheet, row_number, cell, value_read, numerator_read as detail
from staging.school_fault where fault = 'denominator_zero'
