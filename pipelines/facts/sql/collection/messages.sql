-- one row per message about a file that counts or was refused, of one campaign, for France or one region
select
    coalesce(report.territory_code, '') as territory_code, 
    coalesce(report.territory_name, case report.kind when 'table' then 'Système d''information national' else 'Fichier non identifié' end) as name,
    issue.source_sha256, report.source_file, issue.severity, issue.code, issue.sheet, issue.cell, issue.value_read, issue.problem, issue.advice
from marts.issue
join marts.report on report.source_sha256 = issue.source_sha256
left join marts.territory on territory.territory_code = report.territory_code
where coalesce(report.campaign, $campaign) = $campaign and (report.counts or report.outcome = 'refused')
    and ($region = 'NAT-FR' or territory.region_code = $region)
order by
    territory.position nulls last, report.sequence,
    case issue.severity when 'refusal' then 1 when 'error' then 2 else 3 end, issue.sheet, issue.row_number, issue.cell
