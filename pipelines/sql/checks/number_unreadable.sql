-- one row per numerator or denominator that is text, a percentage, an amount or a boolean where a count is asked for
select claim.source_sha256, claim.sheet, claim.row_number, side.cell, side.value_read, null as detail
from staging.claim as claim
cross join lateral (
    values
        (claim.numerator_cell, claim.numerator_read, claim.numerator_fault),
        (claim.denominator_cell, claim.denominator_read, claim.denominator_fault)
) as side (cell, value_read, fault)
where side.fault = 'number_unreadable'
