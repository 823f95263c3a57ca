-- one row per appraisal of an axis of a report that counts, without what was typed freely
select
    row.campaign, row.territory_code, row.axis_id, row.appraisal,
    row.source_sha256, row.row_number
from assessment as row
join territory using (territory_code)
order by row.campaign, territory.position, row.source_sha256, row.sheet, row.row_number
