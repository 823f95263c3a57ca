-- one row per campaign × territory × indicator whose denominator an official table counts
select
    counted.campaign, counted.territory_code, link.indicator_id, counted.number, counted.source, known.label, counted.counted
from core.reference_count as counted
join ref.count_indicator as link on link.counted = counted.counted
join ref.counted as known on known.id = counted.counted
join ref.indicator as indicator on indicator.indicator_id = link.indicator_id
join ref.campaign as campaign on campaign.campaign = counted.campaign
where counted.preferred and counted.whole and counted.sector is not distinct from indicator.sector
