-- one row per line of a table whose school year is not one of the strategy's
select
    source_sha256, sheet, row_number, campaign_cell as cell, campaign_read as value_read,
    (select string_agg(campaign, ', ' order by position) from ref.campaign) as detail
from staging.observation
where origin = 'table' and campaign is null and not bare_year(campaign_read)
union all
select source_sha256, sheet, row_number, cell, value_read, (select string_agg(campaign, ', ' order by position) from ref.campaign) as detail
from staging.school_fault where fault = 'table_campaign_unknown'
