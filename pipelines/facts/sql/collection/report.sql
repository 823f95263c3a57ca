-- at most one row: the report of one committee in one campaign
select state, source_file, version, report_status, submitted_on, errors, warnings, received_late
from marts.collection
where campaign = $campaign and territory_code = $territory
