-- one row per report whose level is not a word of the list
select read.source_sha256, read.sheet, read.level_cell as cell, read.level_read as value_read, null as detail
from staging.identification as read
join staging.report as report using (source_sha256)
where read.level_read <> '' and report.level is null
