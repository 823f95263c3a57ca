-- one row per report whose version is not a whole number from 1
select read.source_sha256, read.sheet, read.version_cell as cell, read.version_read as value_read, null as detail
from staging.identification as read
join staging.report as report using (source_sha256)
where read.version_read <> '' and report.version is null
