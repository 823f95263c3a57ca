-- one row per territory that follows the indicator in the campaign: its figure, from the nation down
select
    figure.*, territory.name, territory.level, territory.parent_code, territory.region_code, territory.position,
    agreed.source as agreed_source
from marts.indicator_progress as figure
join marts.territory as territory using (territory_code)
left join marts.agreed_target as agreed
    on agreed.territory_code = figure.territory_code and agreed.indicator_id = figure.indicator_id
where figure.campaign = $campaign and figure.indicator_id = $indicator
order by territory.position
