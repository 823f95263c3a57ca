-- one row per campaign × territory whose mean of all a scope is not shown: of a single axis left out, the mean and the others tell it
select campaign, territory_code, bool_or(design) as design, bool_and(held) as held
from axis_away
group by campaign, territory_code
having bool_or(design) or count(*) = 1
