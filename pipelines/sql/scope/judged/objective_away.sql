-- one row per campaign × territory × objective whose mean a scope is not shown: of a single figure left out, the mean and the others tell it
select campaign, territory_code, objective_id, axis_id, bool_or(design) as design, bool_and(held) as held
from away
where in_means
group by campaign, territory_code, objective_id, axis_id
having bool_or(design) or count(*) = 1
