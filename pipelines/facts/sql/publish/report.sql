-- one row per distinct content received; neither its file name nor a sentence that quotes it
select
    source_sha256, received_at::timestamp as received_at, kind, campaign, territory_code, version, report_status, outcome, counts, errors, warnings,
    submitted_on, superseded_by
from report
order by sequence
