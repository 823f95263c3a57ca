-- one row per campaign × territory × axis whose mean a scope is not shown: of a single objective left out, the mean and the others tell it
select campaign, territory_code, axis_id, bool_or(design) as design, bool_and(held) as held
from objective_away
group by campaign, territory_code, axis_id
having bool_or(design) or count(*) = 1
