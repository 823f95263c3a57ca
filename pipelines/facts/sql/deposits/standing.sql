-- one row per content asked that the current build knows: its outcome, and the version that counts in its place
select file.source_sha256, file.outcome, file.report_status, file.counts, other.version as other_version
from marts.report as file
left join marts.report as other on other.source_sha256 = file.superseded_by
where list_contains($contents, file.source_sha256)
