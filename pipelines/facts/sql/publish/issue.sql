-- one row per message: its kind and its place, without what was read
select issue.source_sha256, issue.severity, issue.code, issue.cell, issue.row_number
from issue
join report using (source_sha256)
order by report.sequence, issue.severity, issue.code, issue.row_number, issue.cell
