-- one row per line of the campaign $year for a school that was closed before it began
select line.source::int as source, line.row_number, line.year, line.school, place.successor
from school_input as line
join core.school_place as place on place.year = $year and place.school = line.school
where line.year = $year and place.closed
order by line.source, line.row_number
