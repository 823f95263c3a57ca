-- one row per share whose answer is neither yes nor no
select source_sha256, sheet, row_number, numerator_cell as cell, numerator_read as value_read, null as detail
from staging.claim
where numerator_fault = 'share_answer_unknown'
