-- one row per campaign × territory: the report that counts (highest version, then latest submission, then last received)
select campaign, territory_code, level, source_sha256, version, report_status, submitted_on, sequence
from staging.report as report
where kind = 'report' and report_status <> 'brouillon'
    and territory_code is not null and campaign is not null and version is not null
    and not exists (from core.refusal as refusal where refusal.source_sha256 = report.source_sha256)
qualify row_number() over (
    partition by campaign, territory_code order by version desc, submitted_on desc nulls last, sequence desc
) = 1
