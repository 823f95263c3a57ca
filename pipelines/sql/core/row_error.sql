-- one row per line set aside: at least one of its cells breaks a rule
select distinct finding.source_sha256, finding.sheet, finding.row_number
from core.finding as finding
join ref.message as message using (code)
where message.severity = 'error' and finding.row_number is not null
