-- one row per refusal or row set aside in the reports of the campaign
select issue.source_sha256, issue.sheet, issue.cell, issue.problem, issue.advice
from marts.issue as issue
join marts.collection as collection using (source_sha256)
where collection.campaign = $campaign and issue.severity <> 'warning'
order by issue.source_sha256, issue.sheet nulls first, issue.row_number, issue.cell
