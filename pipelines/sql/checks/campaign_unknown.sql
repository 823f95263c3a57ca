-- one row per report whose school year is not one of the strategy's
select
    read.source_sha256, read.sheet, read.campaign_cell as cell, read.campaign_read as value_read,
    (select string_agg(campaign, ', ' order by position) from ref.campaign) as detail
from staging.identification as read
join staging.report as report using (source_sha256)
where read.campaign_read <> '' and report.campaign is null
