-- one row per refused file that belongs to one campaign, or to none that could be told
select source_file, campaign, territory_name, cast(received_at as timestamp) as received_at, reason
from marts.report as report
where outcome = 'refused' and (campaign is null or campaign = $campaign)
order by report.received_at desc, source_file
