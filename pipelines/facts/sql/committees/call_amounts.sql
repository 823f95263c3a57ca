-- one row per total of the calls for projects of the committees within a territory in one campaign, of one objective or ($objective
-- null) of all: the whole, then by objective, by financer and by territory beneath (région for France, committee elsewhere)
with call as (
    select
        line.funder, lower(strip_accents(line.funder)) as funder_key, line.objective_id, line.amount::decimal(38, 9) as amount,
        case when line.lapses_on < $today then 'clos' else line.state end as state_today,
        case when $territory = 'NAT-FR' then coalesce(territory.region_code, territory.territory_code) else territory.territory_code end
            as within_code
    from marts.call_for_projects as line
    join marts.territory using (territory_code)
    where line.campaign = $campaign and ($objective::int is null or line.objective_id = $objective::int)
        and $territory in ('NAT-FR', territory.region_code, territory.academy_code, territory.territory_code)
)
select
    case
        when grouping(call.objective_id) = 0 then 'objective' when grouping(funder_key) = 0 then 'funder'
        when grouping(within_code) = 0 then 'territory' else 'whole'
    end as part,
    call.objective_id, min(call.funder) as funder, within_code, min(within_place.name) as within_name, min(within_place.level) as within_level,
    count(*) as calls,
    count(*) filter (where state_today = 'ouvert') as open,
    sum(call.amount)::double as amount,
    count(call.amount) as with_amount
from call
left join marts.territory as within_place on within_place.territory_code = within_code
group by grouping sets ((), (call.objective_id), (funder_key), (within_code))
order by part, amount desc nulls last, calls desc, call.objective_id, min(call.funder) collate fr, min(within_place.position)
