-- one row per action, call or agreement × national programme: an action by its column « Dispositif », a call for projects or
-- an agreement by its title, which holds the words of the dispositif whole, without regard to case and accents
with titled as (
    select
        'call' as kind, campaign, territory_code, objective_id, title, state, deadline as due_on, amount, lapses_on, source_sha256, sheet, row_number
    from marts.call_for_projects
    union all
    select 'agreement', campaign, territory_code, objective_id, subject, state, due_on, null, lapses_on, source_sha256, sheet, row_number
    from marts.agreement
)
select
    program, 'action' as kind, campaign, territory_code, objective_id, title, state, due_on, budget as amount, late,
    source_sha256, sheet, row_number, null::date as lapses_on
from marts.action
where program is not null
union all
select distinct
    program.program, titled.kind, campaign, territory_code, objective_id, title, state, due_on, amount, null,
    source_sha256, sheet, row_number, lapses_on
from titled
join ref.program as program on contains(' ' || fold(titled.title) || ' ', ' ' || program.folded || ' ')
