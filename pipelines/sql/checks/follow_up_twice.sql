-- one row per line of declared follow-up that a later line of its file says again: the later one counts
select source_sha256, sheet, row_number, quarter_cell as cell, number as value_read, quarter_read as detail
from staging.follow_up_line
where campaign is not null
qualify row_number() over (partition by source_sha256, fold(number), starts_on order by row_number desc) > 1
