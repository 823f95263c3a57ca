-- one row per school of these départements whose name, commune or code holds every word of a search: the ten best, and how many there are
with described as (
    select
        *,
        -- words of a search hold nothing but letters and figures: what stands between those of a name may stay, which
        -- spares a pattern for each of 60 000 schools
        lower(strip_accents(replace(replace(concat_ws(' ', name, commune, school_code), 'œ', 'oe'), 'Œ', 'oe'))) as searched
    from marts.school
    where list_contains($departments::varchar[], territory_code)
)
select school.school_code, school.name, school.kind, school.commune, school.open, place.name as department, count(*) over () as found
from described as school
join marts.territory as place using (territory_code)
where len(list_filter(string_split($text, ' '), lambda word: not contains(searched, word))) = 0
order by
    case
        when fold(school.school_code) = $text then 0
        when starts_with(fold(school.name), $text) then 1
        when starts_with(fold(school.commune), $text) then 2
        else 3
    end,
    fold(school.name), school.school_code
limit 10
