-- one row per objective, last the actions without one: how many actions stand in each state in a territory, late ones, budgets
with counted as (
    select
        objective_id,
        sum(planned)::int as planned, sum(ongoing)::int as ongoing, sum(done)::int as done,
        sum(suspended)::int as suspended, sum(abandoned)::int as abandoned,
        sum(planned + ongoing + done + suspended + abandoned)::int as told,
        sum(late)::int as late, sum(budget) as budget, sum(with_budget)::int as with_budget
    from marts.action_summary
    where campaign = $campaign and territory_code = $territory
    group by objective_id
)
select
    objective.objective_id, objective.title, objective.axis_id,
    coalesce(planned, 0) as planned, coalesce(ongoing, 0) as ongoing, coalesce(done, 0) as done,
    coalesce(suspended, 0) as suspended, coalesce(abandoned, 0) as abandoned, coalesce(late, 0) as late,
    coalesce(budget, 0) as budget, coalesce(with_budget, 0) as with_budget
from marts.objective as objective
full join counted using (objective_id)
where objective.objective_id is not null or told > 0
order by objective.axis_id nulls last, objective.objective_id nulls last
