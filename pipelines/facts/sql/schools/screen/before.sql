-- one row per school that a school took the place of
select school_code, name, closed_on from marts.school where successor = $school order by school_code
