-- one row per axis
select axis_id, title
from marts.axis
order by axis_id
