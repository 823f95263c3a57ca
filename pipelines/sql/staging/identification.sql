-- one row per report: the labels of its sheet Identification, as read
select
    source_sha256,
    any_value(sheet) as sheet,
    max(value_read) filter (field = 'level') as level_read,
    max(value_read) filter (field = 'territory') as territory_read,
    max(value_read) filter (field = 'campaign') as campaign_read,
    max(value_read) filter (field = 'version') as version_read,
    max(value_read) filter (field = 'report_status') as report_status_read,
    max(value_read) filter (field = 'submitted_on') as submitted_on_read,
    max(value_read) filter (field = 'service' and not text_in_error(value_read)) as service,
    max(cell) filter (field = 'level') as level_cell,
    max(cell) filter (field = 'territory') as territory_cell,
    max(cell) filter (field = 'campaign') as campaign_cell,
    max(cell) filter (field = 'version') as version_cell,
    max(cell) filter (field = 'report_status') as report_status_cell
from raw.cell
where section = 'identification'
group by source_sha256
