-- one row per numerator or denominator that holds a formula in error or never calculated
select claim.source_sha256, claim.sheet, claim.row_number, side.cell, side.value_read, null as detail
from staging.claim as claim
cross join lateral (
    values (claim.numerator_cell, claim.numerator_read), (claim.denominator_cell, claim.denominator_read)
) as side (cell, value_read)
where regexp_full_match(side.value_read, '=.*|#(REF|N/A|NAME|NOM|VALUE|VALEUR|DIV/0|NUM|NOMBRE|NULL|NUL|SPILL|CALC)[!?]?')
