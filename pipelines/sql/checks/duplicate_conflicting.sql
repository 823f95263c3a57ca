-- one row per line of an indicator given twice with different values: none of them can be believed
select source_sha256, sheet, row_number, code_cell as cell, code_read as value_read, null as detail
from staging.stated
qualify count(distinct (numerator, denominator, silence))
    over (partition by source_sha256, campaign, territory_code, indicator_id) > 1
