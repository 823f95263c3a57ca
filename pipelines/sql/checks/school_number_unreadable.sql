-- one row per number of a table of schools that cannot be used
select line.source_sha256, line.sheet, line.row_number, side.cell, side.value_read, null as detail
from staging.school_line as line
cross join lateral (
    values
        (line.numerator_cell, line.numerator_read, line.numerator),
        (line.denominator_cell, line.denominator_read, line.denominator)
) as side (cell, value_read, number)
where (line.kind = 'ratio' or side.cell = line.numerator_cell)
    and (side.number is null or side.number < 0) and side.value_read is not null
