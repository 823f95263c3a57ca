-- one row per report whose status is not a word of the list
select read.source_sha256, read.sheet, read.report_status_cell as cell, read.report_status_read as value_read, null as detail
from staging.identification as read
join staging.report as report using (source_sha256)
where read.report_status_read <> '' and report.report_status is null
