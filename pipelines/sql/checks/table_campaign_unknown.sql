-- one row per line of a table whose school year is not one of the strategy's
select
    source_sha256, sheet, row_number, campaign_cell as cell, campaign_read as value_read,
    (select string_agg(campaign, ', ' order by position) from ref.campaign) as detail
from (
    select source_sha256, sheet, row_number, campaign_cell, campaign_read, campaign from staging.observation where origin = 'table'
    union all
    select source_sha256, sheet, row_number, campaign_cell, campaign_read, campaign from staging.school_line
)
where campaign is null
