-- one row: the budgets of the actions of a territory and of those beneath it in one campaign, of one objective or ($objective
-- null) of all, by the rule of marts.action_summary
select
    coalesce(sum(planned + ongoing + done + suspended + abandoned), 0)::int as actions,
    sum(budget::decimal(38, 9))::double as amount,
    coalesce(sum(with_budget), 0)::int as with_amount
from marts.action_summary
where campaign = $campaign and territory_code = $territory and ($objective::int is null or objective_id = $objective::int)
