-- one row per committee and indicator that it has still to report in the campaign, in the order of the catalogue
select collection.territory_code, indicator.indicator_id, indicator.title
from marts.collection as collection
join marts.indicator as indicator
    on indicator.level = collection.level and indicator.origin = 'reported'
    and (indicator.since is null or indicator.since <= collection.campaign)
    and (indicator.retired_since is null or indicator.retired_since > collection.campaign)
    and (indicator.suspended_since is null or indicator.suspended_since > collection.campaign)
left join marts.indicator_progress as progress
    on progress.indicator_id = indicator.indicator_id and progress.campaign = collection.campaign
    and progress.territory_code = collection.territory_code
where collection.campaign = $campaign
    and coalesce(progress.status, 'not_reported') in ('not_reported', 'no_report')
order by collection.territory_code, indicator.axis_id, indicator.position
