-- one row per line of a table of declared follow-up whose key cells are all understood; the campaign is that of the first day of
-- the quarter, null where the quarter is not understood or is none of the strategy's
with line as (
    select
        source_sha256, sheet, row_number,
        max(value_read) filter (field = 'number') as number,
        max(value_read) filter (field = 'title') as title,
        max(number) filter (field = 'objective_id')::int as objective_id,
        max(value_read) filter (field = 'quarter') as quarter_read,
        max(cell) filter (field = 'quarter') as quarter_cell,
        max(number) filter (field = 'declared')::double as declared,
        max(value_read) filter (field = 'next_step') as next_step,
        max(value_read) filter (field = 'lead') as lead
    from staging.sheet_cell
    semi join staging.sheet_line using (source_sha256, section, sheet, row_number)
    where section = 'follow_up' and understood
    group by source_sha256, sheet, row_number
)
select line.*, quarter_start(line.quarter_read) as starts_on, campaign.campaign, receipt.sequence
from line
join raw.receipt as receipt using (source_sha256)
left join ref.campaign as campaign on quarter_start(line.quarter_read) between campaign.starts_on and campaign.ends_on
