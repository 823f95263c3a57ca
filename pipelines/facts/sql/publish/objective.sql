-- one row per objective of the catalogue
select objective_id, axis_id, title, title_status, retired_since
from objective
order by objective_id
