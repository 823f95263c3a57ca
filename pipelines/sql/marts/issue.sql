-- one row per message, whole: file, sheet, cell, what was read and what to type instead
select
    issue.source_sha256, issue.severity, issue.code, issue.sheet, issue.cell,
    receipt.source_file
        || coalesce(', feuille « ' || trim(issue.sheet) || ' »', '')
        || coalesce(', cellule ' || issue.cell, '') || ' : ' || issue.problem || ' ' || issue.advice as message,
    issue.value_read, issue.row_number, issue.problem, issue.advice
from core.issue as issue
join raw.receipt as receipt using (source_sha256)
order by receipt.sequence, case issue.severity when 'refusal' then 0 when 'error' then 1 else 2 end,
    issue.sheet, issue.row_number, issue.cell, issue.code
