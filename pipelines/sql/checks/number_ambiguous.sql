-- one row per numerator or denominator that may mean two numbers: `1.200`
select claim.source_sha256, claim.sheet, claim.row_number, side.cell, side.value_read, both_spellings(side.value_read) as detail
from staging.claim as claim
cross join lateral (
    values
        (claim.numerator_cell, claim.numerator_read, claim.numerator_fault),
        (claim.denominator_cell, claim.denominator_read, claim.denominator_fault)
) as side (cell, value_read, fault)
where side.fault = 'number_ambiguous'
union all
select source_sha256, sheet, row_number, cell, value_read, both_spellings(value_read) as detail
from staging.school_fault where fault = 'number_ambiguous'
