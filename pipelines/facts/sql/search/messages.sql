-- one row per message about a file of a campaign that counts or was refused: what a search knows it by
select
    place.region_code, coalesce(report.territory_name, 'Fichier sans comité') as name, report.source_file,
    issue.problem, issue.problem as title, []::varchar[] as exact,
    concat_ws(' ', report.territory_name, report.source_file, issue.sheet, issue.cell, value_read, problem, advice) as searched
from marts.issue as issue
join marts.report as report using (source_sha256)
left join marts.territory as place on place.territory_code = report.territory_code
where coalesce(report.campaign, $campaign) = $campaign and (report.counts or report.outcome = 'refused')
order by report.sequence, issue.sheet, issue.row_number, issue.cell, issue.code
