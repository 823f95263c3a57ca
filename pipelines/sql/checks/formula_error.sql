-- one row per numerator or denominator that holds a formula in error or never calculated
select claim.source_sha256, claim.sheet, claim.row_number, side.cell, side.value_read, null as detail
from staging.observation as claim
cross join lateral (
    values
        (claim.numerator_cell, claim.numerator_read, claim.numerator_fault),
        (claim.denominator_cell, claim.denominator_read, claim.denominator_fault)
) as side (cell, value_read, fault)
where claim.asked and claim.situation <> 'sans objet' and side.fault = 'formula_error'
union all
select source_sha256, sheet, row_number, cell, value_read, null as detail
from staging.school_fault where fault = 'formula_error'
