-- one row per denominator given where the kind of indicator has none
select source_sha256, sheet, row_number, denominator_cell as cell, denominator_read as value_read, null as detail
from staging.claim
where kind in ('share', 'count', 'milestone') and denominator_says is null and denominator_fault is null
