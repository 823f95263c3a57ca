-- one row per action that changed since the last report of its committee, and per kind of change
with report as (
    select
        campaign, territory_code,
        lag(campaign) over (partition by territory_code order by campaign) as last_report,
        lead(campaign) over (partition by territory_code order by campaign) as next_report
    from core.counting
),
telling as (
    -- of two lines that tell one action in a report, the first
    select action.*, report.last_report, report.next_report
    from marts.action as action
    join report using (campaign, territory_code)
    qualify row_number() over (
        partition by action.campaign, action.territory_code, action_id order by sheet, row_number
    ) = 1
),
told_again as (
    select
        *,
        list_filter([
            case when due_on > previous_due_on then 'postponed' when due_on < previous_due_on then 'advanced' end,
            case
                when state in ('prévue', 'en cours')
                    and (previous_state not in ('prévue', 'en cours') or previous_campaign < last_report)
                    then 'resumed'
                when state is distinct from previous_state
                    then case state
                        when 'réalisée' then 'finished'
                        when 'suspendue' then 'suspended'
                        when 'abandonnée' then 'abandoned'
                    end
            end
        ], lambda change: change is not null) as changes
    from telling
    where previous_campaign is not null
)
select
    campaign, territory_code, action_id, unnest(changes) as change, objective_id, title, state, due_on,
    previous_state, previous_due_on, source_sha256, sheet, row_number
from told_again
union all
select
    campaign, territory_code, action_id, 'added' as change, objective_id, title, state, due_on,
    null as previous_state, null as previous_due_on, source_sha256, sheet, row_number
from telling
where previous_campaign is null and last_report is not null
union all
select
    telling.next_report as campaign, telling.territory_code, telling.action_id, 'dropped' as change,
    telling.objective_id, telling.title, null as state, null as due_on,
    coalesce(telling.state, telling.previous_state) as previous_state,
    coalesce(telling.due_on, telling.previous_due_on) as previous_due_on,
    telling.source_sha256, telling.sheet, telling.row_number
from telling
where telling.next_report is not null
    and coalesce(telling.state, telling.previous_state, '') not in ('réalisée', 'abandonnée')
    and not exists (
        from marts.action as next
        where next.campaign = telling.next_report and next.territory_code = telling.territory_code
            and next.action_id = telling.action_id
    )
