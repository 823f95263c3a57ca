-- one row per campaign × territory × indicator that the tool computes, at the level that would report it
with followed as (
    select campaign.campaign, territory.territory_code, indicator.indicator_id, indicator.origin, indicator.level
    from core.campaign_with_results as campaign
    join ref.collected as collected on collected.campaign = campaign.campaign
    join ref.indicator as indicator on indicator.indicator_id = collected.indicator_id and indicator.origin <> 'reported'
    join ref.territory as territory on territory.level = indicator.level
),
asked as (
    select followed.campaign, followed.level, followed.indicator_id, count(distinct indicator.indicator_id) as indicators
    from followed
    join ref.collected as collected on collected.campaign = followed.campaign
    join ref.indicator as indicator
        on indicator.indicator_id = collected.indicator_id
        and indicator.origin = 'reported' and indicator.level = followed.level
    group by all
),
answered as (
    select reported.campaign, reported.territory_code, count(distinct reported.indicator_id) as indicators
    from core.reported as reported
    join ref.indicator as indicator using (indicator_id)
    join ref.territory as territory using (territory_code)
    where reported.origin = 'report' and reported.situation <> 'non disponible' and indicator.level = territory.level
    group by all
)
select
    followed.campaign, followed.territory_code, followed.indicator_id,
    case followed.origin
        when 'meetings' then (meeting.answers_for is not null)::int
        else coalesce(answered.indicators, 0)
    end::decimal(38, 9) as numerator,
    case followed.origin when 'meetings' then 1 else coalesce(asked.indicators, 0) end::decimal(38, 9) as denominator
from followed
left join core.deciding_meeting as meeting
    on meeting.deciding and meeting.campaign = followed.campaign
    and meeting.answers_for = followed.territory_code and meeting.indicator_id = followed.indicator_id
left join asked on asked.campaign = followed.campaign and asked.indicator_id = followed.indicator_id
left join answered on answered.campaign = followed.campaign and answered.territory_code = followed.territory_code
