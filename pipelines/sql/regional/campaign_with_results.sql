-- one row per campaign that has results, in the family or elsewhere
select campaign from core.campaign_with_results
union
select unnest($campaigns) as campaign
