-- one row per spelling of a school year that one expects, three for each campaign
select unnest([campaign, replace(campaign, '-', '/'), campaign[:5] || campaign[8:]]) as written
from (from core.school_year order by position)
