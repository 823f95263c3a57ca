-- one row per ratio of nothing over nothing
select source_sha256, sheet, row_number, denominator_cell as cell, denominator_read as value_read, null as detail
from staging.claim
where kind = 'ratio' and numerator = 0 and denominator = 0
