-- one row per value above the upper bound of its indicator
select
    source_sha256, sheet, row_number, numerator_cell as cell, numerator_read as value_read,
    format('{:g}', upper_bound) as detail
from staging.claim
where (kind = 'count' or denominator > 0) and numerator >= 0 and indicator_value(kind, scale, numerator, denominator) > upper_bound
