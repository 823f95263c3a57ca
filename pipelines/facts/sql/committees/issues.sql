-- one row per row set aside in a report that counts, of some committees ($committees: their codes), in one campaign
select report.territory_name, report.source_file, issue.sheet, issue.cell, issue.value_read, issue.problem, issue.advice
from marts.issue
join marts.report on report.source_sha256 = issue.source_sha256
join marts.territory on territory.territory_code = report.territory_code
where report.campaign = $campaign and report.counts and issue.severity = 'error'
    and list_contains($committees, report.territory_code)
order by territory.position, issue.sheet, issue.row_number, issue.cell
