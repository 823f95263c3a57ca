-- one row: the definition of one indicator
select *
from marts.indicator
where indicator_id = $indicator
