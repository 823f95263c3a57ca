-- A UAI is seven digits, which tell the school, and the letter that checks them.
create macro school_letter(digits) as [
    'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z'
][(digits % 23)::int + 1];
create macro school_code(digits) as lpad(digits::varchar, 7, '0') || school_letter(digits);
-- The number that stands for an indicator among the rows of schools: 401 for O04-1.
create macro indicator_number(id) as (split_part(id, '-', 1)[2:]::int * 100 + split_part(id, '-', 2)::int)::smallint;
-- Whether a school answers for an indicator: its kind is among those that it concerns (none stated: all), and so is its
-- sector; one whose sector no directory tells is awaited.
create macro concerned(kind, sector, concerns, wanted) as
    (concerns is null or coalesce(list_contains(concerns, kind), false))
    and (wanted is null or sector is null or sector = wanted);
