-- one row per extract of an official table, for who sees the whole country in detail: a table speaks of many territories
select row.*
from whole.marts.official_extract as row
where exists (select 1 from sight where territory_code = 'NAT-FR' and detailed)
