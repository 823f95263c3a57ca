-- one row per value above the upper bound of its indicator
select
    source_sha256, sheet, row_number, numerator_cell as cell, numerator_read as value_read,
    format('{:g}', upper_bound) as detail
from staging.claim
where (kind = 'count' or denominator > 0) and numerator >= 0 and indicator_value(kind, scale, numerator, denominator) > upper_bound
union all
select source_sha256, sheet, row_number, cell, value_read, (select format('{:g}', upper_bound) from ref.indicator as indicator where indicator.folded = fold(code_read)) as detail
from staging.school_fault where fault = 'above_upper_bound'
