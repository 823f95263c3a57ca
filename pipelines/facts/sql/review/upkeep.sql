-- one row per indicator asked for in a campaign that nobody answers for, that never had a figure, or whose update is late
with updated as (
    select indicator_id, max(campaign) as last_campaign
    from marts.indicator_progress
    where territory_code = 'NAT-FR' and value is not null and campaign <= $campaign
    group by indicator_id
)
select
    indicator.indicator_id, indicator.objective_id, indicator.title, indicator.owner, indicator.frequency,
    indicator.next_update, updated.last_campaign,
    indicator.owner is null as without_owner,
    updated.last_campaign is null as never_updated,
    coalesce(indicator.next_update < build.built_at::date, false) as late
from marts.indicator
cross join marts.build as build
left join updated using (indicator_id)
where coalesce(indicator.since <= $campaign, true) and coalesce(indicator.retired_since > $campaign, true)
    and (without_owner or never_updated or late)
order by indicator.position
