-- one row per campaign; is_default marks the one to open
select
    campaign, has_results, lag(campaign) over (order by position) as previous_campaign, is_default,
    state, closes_on, committees_expected, committees_answered
from marts.campaign
order by position
