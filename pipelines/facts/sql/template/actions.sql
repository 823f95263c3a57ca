-- one row per action, neither finished nor abandoned, that the last report of a committee before a school year tells
with last_report as (
    select max(campaign) as campaign
    from marts.report
    where kind = 'report' and counts and territory_code = $territory_code and campaign < $campaign
),
-- a reference that one line gives goes with the action wherever it is told
given as (
    select action_id, last(reference order by campaign, sheet, row_number) as reference
    from marts.action
    where territory_code = $territory_code and reference is not null
    group by action_id
)
select
    action.campaign, action.action_id, coalesce(action.reference, given.reference) as reference, action.objective_id,
    action.title, action.lead, action.partners, action.starts_on, action.due_on, action.state, action.completion,
    action.budget, action.regional_action, action.program, action.comment
from marts.action as action
join last_report using (campaign)
left join given using (action_id)
where action.territory_code = $territory_code and coalesce(action.state, '') not in ('réalisée', 'abandonnée')
order by action.sheet, action.row_number
