-- one row per report whose version looks like a date, a year or a school year: the versions 2 and 3 would never count
select read.source_sha256, read.sheet, read.version_cell as cell, read.version_read as value_read, null as detail
from staging.identification as read
join staging.report as report using (source_sha256)
where dated(report.version)
