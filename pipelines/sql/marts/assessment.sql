-- one row per line of the sheet Synthèse in a report that counts, beside the status computed for that axis
with said as (
    select
        line.campaign, line.territory_code,
        max(number) filter (field = 'axis_id')::int as axis_id,
        max(word) filter (field = 'appraisal') as appraisal,
        max(value_read) filter (field = 'highlights') as highlights,
        max(value_read) filter (field = 'difficulties') as difficulties,
        max(value_read) filter (field = 'requests') as requests,
        line.source_sha256, line.sheet, line.row_number
    from staging.sheet_line as line
    join core.counting as counting using (source_sha256)
    join staging.sheet_cell as cell using (source_sha256, section, sheet, row_number)
    where line.section = 'assessments' and cell.understood
    group by all
)
select
    said.*, progress.progress, progress.status,
    -- a committee content with an axis that is late, or worried about one that is on its way
    coalesce(
        (said.appraisal = 'favorable' and progress.status in ('late', 'regressing'))
        or (said.appraisal = 'préoccupante' and progress.status in ('on_track', 'achieved')),
        false
    ) as disagrees
from said
left join marts.axis_progress as progress using (campaign, territory_code, axis_id)
