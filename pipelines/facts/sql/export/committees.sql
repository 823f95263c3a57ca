-- one row per territory with a committee of its own below the nation, in the order of display
select territory_code
from marts.territory
where level in ('region', 'department')
order by position
