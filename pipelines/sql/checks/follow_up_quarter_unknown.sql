-- one row per line of declared follow-up whose quarter is not understood, or lies outside the strategy: it is set aside
select source_sha256, sheet, row_number, quarter_cell as cell, quarter_read as value_read, null as detail
from staging.follow_up_line
where campaign is null
