-- one row per message: what a check found, with its words
select
    finding.source_sha256, message.severity, finding.code, nullif(finding.sheet, '') as sheet, finding.cell, finding.row_number,
    finding.value_read,
    replace(replace(message.problem, '{read}', coalesce(finding.value_read, '')), '{detail}', coalesce(finding.detail, '')) as problem,
    replace(replace(message.advice, '{read}', coalesce(finding.value_read, '')), '{detail}', coalesce(finding.detail, '')) as advice
from core.finding as finding
join ref.message as message using (code)
