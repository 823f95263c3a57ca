-- one row per line of a report's other sheets (meetings, actions…) whose key cells are all present and understood
select cell.source_sha256, cell.section, cell.sheet, cell.row_number, report.campaign, report.territory_code
from staging.sheet_cell as cell
join staging.report as report using (source_sha256)
join (select section, count(*) as keys from ref.field where is_key group by section) as needed using (section)
group by cell.source_sha256, cell.section, cell.sheet, cell.row_number, report.campaign, report.territory_code, needed.keys
having count(*) filter (cell.is_key and cell.understood) = needed.keys
