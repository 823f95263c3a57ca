-- one row per report of which another content of the same version was received: which of them counts
with report as (
    select report.*, counting.source_sha256 as counts_sha256, counting.version as counts_version
    from staging.report as report
    join core.counting as counting using (campaign, territory_code)
    where report.kind = 'report' and report.report_status <> 'brouillon' and report.version is not null
        and not exists (from core.refusal as refusal where refusal.source_sha256 = report.source_sha256)
)
select
    report.source_sha256, read.sheet, read.version_cell as cell, read.version_read as value_read,
    case
        when report.counts_sha256 = report.source_sha256 then 'c''est le présent envoi qui compte'
        when report.counts_version = report.version then 'c''est ' || quoted(counted.source_file) || ' qui compte'
        else 'c''est la version ' || report.counts_version || ' qui compte'
    end as detail
from report
join staging.identification as read on read.source_sha256 = report.source_sha256
join raw.receipt as counted on counted.source_sha256 = report.counts_sha256
where exists (
    from report as other
    where other.campaign = report.campaign and other.territory_code = report.territory_code
        and other.version = report.version and other.source_sha256 <> report.source_sha256
)
