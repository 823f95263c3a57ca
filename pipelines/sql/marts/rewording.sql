-- one row per title that was replaced: used up to the campaign `until`, for an objective or one of its indicators
select objective_id, indicator_id, until, title, note, replaces
from ref.rewording
order by objective_id, indicator_id nulls first, until
