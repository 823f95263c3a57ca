-- one row per objective of the catalogue
select objective_id, axis_id, title, title_status
from objective
order by objective_id
