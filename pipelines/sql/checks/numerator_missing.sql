-- one row per ratio with a denominator and no numerator
select source_sha256, sheet, row_number, numerator_cell as cell, null as value_read, denominator_read as detail
from staging.observation
where kind = 'ratio' and indicator_origin = 'reported' and said is null
    and numerator_read is null and denominator_says is null and not denominator_in_error
