-- one row per territory: what a search knows it by; a département also by its number, with zeros or without
select
    territory_code, name, level, number, name as title,
    case when level = 'department' then [number, ltrim(number, '0')] else [] end as exact,
    concat_ws(' ', number, ltrim(number, '0'), name, territory_code, case level
        when 'region' then 'régions académiques' when 'academy' then 'académies' when 'department' then 'départements'
        else 'entière national'
    end) as searched
from marts.territory
order by position
