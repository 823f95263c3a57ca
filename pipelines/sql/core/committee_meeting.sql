-- one row per meeting of a committee held inside the school year, in a report that counts
select
    counting.campaign, counting.territory_code, counting.level, line.source_sha256, line.sheet, line.row_number,
    date_cell.cell, date_cell.value_read, date_cell.day as meeting_date,
    type_cell.word as meeting_type
from core.counting as counting
join staging.sheet_line as line on line.source_sha256 = counting.source_sha256 and line.section = 'meetings'
join staging.sheet_cell as date_cell
    on date_cell.source_sha256 = line.source_sha256 and date_cell.section = 'meetings'
    and date_cell.row_number = line.row_number and date_cell.field = 'meeting_date'
join staging.sheet_cell as type_cell
    on type_cell.source_sha256 = line.source_sha256 and type_cell.section = 'meetings'
    and type_cell.row_number = line.row_number and type_cell.field = 'meeting_type'
join ref.campaign as campaign on campaign.campaign = counting.campaign
where type_cell.word in ('comité', 'comité unique')
    and date_cell.day between campaign.starts_on and campaign.ends_on
