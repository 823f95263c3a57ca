-- one row per axis of the catalogue
select axis_id, title
from axis
order by axis_id
