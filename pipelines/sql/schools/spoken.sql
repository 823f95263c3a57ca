-- one row per campaign for which a line of a school may count, by its number and its name
select year.year, year.campaign
from core.school_year as year
where year.year in (select unnest(years) from staging.school_segment union select year from staging.school_line where faults = 0)
order by year.year
