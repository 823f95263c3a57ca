-- one row per campaign × territory × objective × program: the actions of its committee and of all those beneath it
with placed as (
    select
        action.*, place.level, place.academy_code, place.region_code,
        regional.budget is not null as budgeted_above
    from marts.action as action
    join ref.territory as place using (territory_code)
    -- a budget of nothing is stated
    left join core.regional_action as regional
        on regional.campaign = action.campaign and regional.region_code = place.region_code
        and regional.action_id = action.regional_action_id
),
counted as (
    select
        placed.*,
        unnest(list_distinct([placed.territory_code, placed.academy_code, placed.region_code, nation.territory_code])) as above
    from placed
    left join ref.territory as nation on nation.level = 'national'
),
added as (
    -- where the action of the région states the budget, it holds what its départements spend of it
    select
        counted.*,
        case when not (budgeted_above and holder.level in ('region', 'national')) then budget end::decimal(38, 9) as budget_added
    from counted
    join ref.territory as holder on holder.territory_code = counted.above
)
select
    campaign, above as territory_code, objective_id, program,
    count(*) filter (state = 'prévue')::int as planned,
    count(*) filter (state = 'en cours')::int as ongoing,
    count(*) filter (state = 'réalisée')::int as done,
    count(*) filter (state = 'suspendue')::int as suspended,
    count(*) filter (state = 'abandonnée')::int as abandoned,
    count(*) filter (late)::int as late,
    coalesce(sum(budget_added), 0)::double as budget,
    count(budget_added)::int as with_budget
from added
group by campaign, above, objective_id, program
