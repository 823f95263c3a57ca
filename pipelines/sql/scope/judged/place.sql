-- one row per territory: its level, and the one that contains it
select territory_code, level, parent_code
from whole.marts.territory
