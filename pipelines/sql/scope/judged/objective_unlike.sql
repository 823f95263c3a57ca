-- one row per campaign × territory × objective whose evolution, like with like, a scope is not shown: of a single one left out, the mean tells it
select campaign, territory_code, objective_id, axis_id
from uncompared
where in_means
group by all
having count(*) = 1
