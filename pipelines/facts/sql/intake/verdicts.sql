-- one row per file received
select source_file, source_sha256, kind, outcome, campaign, territory_code, territory_name, version, report_status, counts, errors, warnings
from marts.report
