-- one row per campaign × territory × action that its report tells: what earlier reports that count had said of it
with telling as (
    -- of two lines that tell one action in a report, the first
    select *
    from core.action_line
    qualify row_number() over (partition by campaign, territory_code, action_id order by sheet, row_number) = 1
),
before as (
    select
        campaign, territory_code, action_id, due_on,
        min(campaign) over (history order by campaign) as first_campaign,
        lag(campaign) over (history order by campaign) as previous_campaign,
        -- the last that was stated: a cell left empty takes nothing back
        last_value(state ignore nulls) over earlier as previous_state,
        last_value(due_on ignore nulls) over earlier as previous_due_on,
        last_value(budget ignore nulls) over earlier as previous_budget,
        first_value(due_on ignore nulls) over earlier as first_due_on
    from telling
    window
        history as (partition by territory_code, action_id),
        earlier as (
            partition by territory_code, action_id
            order by campaign rows between unbounded preceding and 1 preceding
        )
)
select
    * exclude (due_on),
    coalesce(
        count(*) filter (due_on > previous_due_on) over (
            partition by territory_code, action_id
            order by campaign rows between unbounded preceding and 1 preceding
        ), 0
    )::int as postponed_before
from before
