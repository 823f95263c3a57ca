-- one row per campaign × département × indicator: the sums over its schools, and how many of those expected answered
select
    campaign, department, indicator,
    sum(numerator) as numerator, sum(denominator) as denominator,
    count(*) as schools, sum(case when expected then 1 else 0 end) as expected_schools
from school_value
group by campaign, department, indicator
