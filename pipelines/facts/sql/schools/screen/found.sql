-- one row per school of these départements whose name, commune or code holds every word of a search: the ten best, and how many there are
with plain as (
    -- `fold` without its pattern, which would cost more than all the rest: words hold nothing but letters and figures,
    -- and `translate` makes spaces of what stands between those of a name
    select
        *,
        translate(
            lower(strip_accents(replace(replace(concat_ws(' | ', name, commune, school_code), 'œ', 'oe'), 'Œ', 'oe'))),
            '-''’.', '    '
        ) as searched
    from marts.school
    semi join (select unnest($departments::varchar[]) as territory_code) using (territory_code)
)
select school_code, name, kind, commune, open, territory_code, count(*) over () as found
from plain
where len(list_filter(string_split($text, ' '), lambda word: not contains(searched, word))) = 0
order by
    case
        when ends_with(searched, '| ' || $text) then 0
        when starts_with(searched, $text) then 1
        when contains(searched, '| ' || $text) then 2
        else 3
    end,
    searched, school_code
limit 10
