-- one row per territory whose number, name, code or level holds every word of a search: the ten best, and how many there are
with described as (
    select
        *, fold(name) as folded,
        fold(concat_ws(' ', number, name, territory_code, case level
            when 'region' then 'régions académiques' when 'academy' then 'académies' when 'department' then 'départements'
            else 'France entière'
        end)) as searched
    from marts.territory
)
select territory_code, name, level, number, count(*) over () as found
from described
where len(list_filter(string_split($text, ' '), lambda word: not contains(searched, word))) = 0
order by
    case
        when level = 'department' and ltrim(fold(number), '0') = ltrim($text, '0') then 0
        when folded = $text then 1
        when starts_with(folded, $text) then 2
        when contains(' ' || searched, ' ' || $text) then 3
        else 4
    end,
    position
limit 10
