-- one row per campaign × territory whose evolution, like with like, a scope is not shown: of a single one left out, the mean tells it
select campaign, territory_code
from axis_unlike
group by all
having count(*) = 1
