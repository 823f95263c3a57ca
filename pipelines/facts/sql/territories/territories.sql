-- one row per territory, in the order of display
select territory_code, name, level, parent_code, region_code, academy_code, number
from marts.territory
order by position
