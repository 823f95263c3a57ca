-- one row per numerator or denominator below zero
select claim.source_sha256, claim.sheet, claim.row_number, side.cell, side.value_read, null as detail
from staging.claim as claim
cross join lateral (
    values
        (claim.numerator_cell, claim.numerator_read, claim.numerator),
        (claim.denominator_cell, claim.denominator_read, claim.denominator)
) as side (cell, value_read, number)
where side.number < 0
