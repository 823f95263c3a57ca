-- one row per campaign × territory × axis whose evolution, like with like, a scope is not shown: of a single one left out, the mean tells it
select campaign, territory_code, axis_id
from objective_unlike
group by all
having count(*) = 1
