-- one row per numerator or denominator that is text, a percentage, an amount or a boolean where a count is asked for
select claim.source_sha256, claim.sheet, claim.row_number, side.cell, side.value_read, null as detail
from staging.claim as claim
cross join lateral (
    values
        (claim.numerator_cell, claim.numerator_read, claim.numerator_says),
        (claim.denominator_cell, claim.denominator_read, claim.denominator_says)
) as side (cell, value_read, says)
where (claim.kind = 'ratio' or (claim.kind = 'count' and side.cell = claim.numerator_cell))
    and side.says is null and french_number(side.value_read) is null
    and not regexp_matches(side.value_read, '^[=#]')
