-- one row per numerator or denominator with decimals where a whole number is asked for, but for what looks like a rate
select claim.source_sha256, claim.sheet, claim.row_number, side.cell, side.value_read, null as detail
from staging.claim as claim
cross join lateral (
    values
        (claim.numerator_cell, claim.numerator_read, claim.numerator),
        (claim.denominator_cell, claim.denominator_read, claim.denominator)
) as side (cell, value_read, number)
where claim.kind in ('ratio', 'count') and not claim.decimals and side.number <> floor(side.number)
    and not (side.number > 0 and side.number < 1 and claim.unit = '%' and claim.denominator > 1)
