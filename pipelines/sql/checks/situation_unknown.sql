-- one row per situation that is not a word of the list
select source_sha256, sheet, row_number, situation_cell as cell, situation_read as value_read, null as detail
from staging.observation
where situation_read is not null and said is null
