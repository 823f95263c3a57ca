-- one row per campaign × département × indicator: the sum over its schools; complete where a directory says that all those
-- that the indicator concerns answered
select
    sums.campaign, sums.territory_code, sums.indicator_id, sums.numerator, sums.denominator, sums.schools,
    -- a directory that names no school that it concerns tells no more than none
    coalesce(sums.expected_schools = expected.schools and expected.schools > 0, false) as complete
from core.school_sum as sums
left join core.school_expected as expected using (campaign, territory_code, indicator_id)
