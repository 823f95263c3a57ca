-- one row per line that repeats an indicator with the same values
select source_sha256, sheet, row_number, code_cell as cell, code_read as value_read, null as detail
from staging.stated
qualify row_number() over (partition by source_sha256, campaign, territory_code, indicator_id order by sheet, row_number) > 1
    and count(distinct (numerator, denominator, silence))
        over (partition by source_sha256, campaign, territory_code, indicator_id) = 1
