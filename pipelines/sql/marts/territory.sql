-- one row per territory
select territory_code, name, level, parent_code, region_code, academy_code, number, position
from ref.territory
order by position
