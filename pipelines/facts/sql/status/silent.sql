-- one row per campaign × committee from which nothing that counts was received, in campaigns that have begun
select collection.campaign, collection.territory_code, territory.name, collection.level, collection.state
from marts.collection as collection
join marts.territory as territory using (territory_code)
join marts.campaign as campaign using (campaign)
where campaign.has_results and collection.state in ('missing', 'refused', 'draft')
    and ($campaign is null or collection.campaign = $campaign)
order by collection.campaign, territory.position
