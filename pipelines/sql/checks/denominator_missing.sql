-- one row per ratio with a numerator and no denominator
select source_sha256, sheet, row_number, denominator_cell as cell, denominator_read as value_read, null as detail
from staging.claim
where kind = 'ratio' and denominator_says is not null
union all
select source_sha256, sheet, row_number, cell, value_read, null as detail
from staging.school_fault where fault = 'denominator_missing'
