-- one row per campaign × département × indicator: the sum over its schools; complete where a directory says all answered
select
    sums.campaign, sums.territory_code, sums.indicator_id, sums.numerator, sums.denominator,
    coalesce(sums.expected_schools = expected.schools, false) as complete
from core.school_sum as sums
left join core.school_expected as expected using (campaign, territory_code)
