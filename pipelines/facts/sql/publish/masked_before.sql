-- one row per campaign × indicator × territory that open data of before mask
select campaign, indicator_id, territory_code
from told
where masked and value is null
