-- one row per kind of school × body of a département in a campaign: how many met, with a digital section, out of how many
select kind, body, schools, meetings, with_digital_section, expected
from marts.school_follow_up
where campaign = $campaign and territory_code = $territory
order by case kind when 'école' then 1 when 'collège' then 2 else 3 end, body
