-- one row per meeting dated outside the school year of its report
select cell.source_sha256, cell.sheet, cell.row_number, cell.cell, cell.value_read, campaign.campaign as detail
from staging.sheet_cell as cell
join staging.report as report using (source_sha256)
join ref.campaign as campaign on campaign.campaign = report.campaign
where cell.section in ('meetings', 'schools') and cell.field = 'meeting_date'
    and cell.day not between campaign.starts_on and campaign.ends_on
