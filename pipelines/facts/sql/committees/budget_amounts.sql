-- one row per step of the budget and financial year told by the committees within a territory in one campaign
select
    line.fiscal_year, line.step,
    count(*) as steps,
    sum(line.amount::decimal(38, 9))::double as amount,
    count(line.amount) as with_amount
from marts.budget_step as line
join marts.territory using (territory_code)
where line.campaign = $campaign
    and $territory in ('NAT-FR', territory.region_code, territory.academy_code, territory.territory_code)
group by line.fiscal_year, line.step
order by line.fiscal_year, case line.step when 'orientation' then 1 when 'demande' then 2 when 'vote' then 3 else 4 end
