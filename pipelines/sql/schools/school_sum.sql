-- one row per campaign × département × indicator that schools answered: their sums, in the codes of the warehouse
select
    sums.campaign, department.territory_code, indicator.indicator_id,
    coalesce(sums.numerator, 0)::decimal(38, 9) as numerator,
    case when kind.kind = 'ratio' then coalesce(sums.denominator, 0)::decimal(38, 9) end as denominator,
    sums.schools::int as schools, sums.expected_schools::int as expected_schools
from kept as sums
join core.school_department as department using (department)
join core.school_indicator as indicator using (indicator)
join ref.indicator as kind using (indicator_id)
