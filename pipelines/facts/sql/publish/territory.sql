-- one row per territory
select territory_code, name, level, parent_code, academy_code, region_code, number
from territory
order by position
