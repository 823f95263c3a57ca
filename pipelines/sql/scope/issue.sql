-- one row per message about a file received from a territory seen in detail
select row.*
from whole.marts.issue as row
semi join (
    from whole.marts.report as report
    semi join sight on sight.territory_code = report.territory_code and sight.detailed
    where report.kind = 'report'
) as seen on seen.source_sha256 = row.source_sha256
