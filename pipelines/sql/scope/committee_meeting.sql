-- one row per row of marts.committee_meeting of a territory seen in detail, held by one that is seen so too
select row.*
from whole.marts.committee_meeting as row
semi join sight on sight.territory_code = row.territory_code and sight.detailed
where row.held_by in (select territory_code from sight where detailed)
