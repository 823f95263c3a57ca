-- one row per percentage above one hundred
select source_sha256, sheet, row_number, numerator_cell as cell, numerator_read as value_read, denominator_read as detail
from (
    select source_sha256, sheet, row_number, numerator_cell, numerator_read, denominator_read, kind, unit, numerator, denominator
    from staging.claim
    union all
    select source_sha256, sheet, row_number, numerator_cell, numerator_read, denominator_read, kind, unit, numerator, denominator
    from staging.school_line
)
where kind = 'ratio' and unit = '%' and denominator > 0 and numerator > denominator
