-- one row per file refused
select source_file, source_sha256, campaign, territory_code, reason
from marts.report
where outcome = 'refused' and ($campaign is null or campaign is null or campaign = $campaign)
order by sequence
