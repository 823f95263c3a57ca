-- one row per numerator of a percentage strictly between 0 and 1: a rate was probably typed where a count is asked for
select source_sha256, sheet, row_number, numerator_cell as cell, numerator_read as value_read, denominator_read as detail
from staging.claim
where kind = 'ratio' and unit = '%' and numerator > 0 and numerator < 1 and denominator > 1
