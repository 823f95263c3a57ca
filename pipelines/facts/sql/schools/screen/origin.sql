-- one row per indicator that a school answered in a campaign: the file and the line that count
select value.indicator_id, report.source_file, value.source_sha256, value.row_number
from schools.value as value
left join marts.report as report using (source_sha256)
where value.campaign = $campaign and value.territory_code = $territory and value.school_code = $school
