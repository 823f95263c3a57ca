-- one row per file received, of those whose contents are asked for ($contents; null: all): its verdict, and what counts in its place
select
    file.source_file, file.source_sha256, file.kind, file.outcome, file.campaign, file.territory_code, file.territory_name,
    file.version, file.report_status, file.counts, file.errors, file.warnings, file.reason,
    other.source_file as other_file, other.version as other_version, other.source_sha256 as other_sha256
from marts.report as file
left join marts.report as other on other.source_sha256 = file.superseded_by
where $contents is null or list_contains($contents::varchar[], file.source_sha256)
