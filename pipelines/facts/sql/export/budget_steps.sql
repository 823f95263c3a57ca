-- one row per step of the budget calendar told by the committees within a territory in one campaign
select
    region.name as region_name, territory.territory_code, territory.name as territory_name,
    step.authority, step.step, step.step_date, step.fiscal_year, step.comment
from marts.budget_step as step
join marts.territory on territory.territory_code = step.territory_code
left join marts.territory as region on region.territory_code = territory.region_code
where step.campaign = $campaign
    and $territory in ('NAT-FR', territory.region_code, territory.academy_code, territory.territory_code)
order by territory.position, step.source_sha256, step.row_number
