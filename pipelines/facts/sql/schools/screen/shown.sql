-- one row per school × indicator that answered: its counts, or that they are masked
select
    figure.school_code, figure.indicator_id,
    case when masked.campaign is null then figure.numerator end as numerator,
    case when masked.campaign is null then figure.denominator end as denominator,
    figure.expected, masked.campaign is not null as masked
from figure
left join masked on masked.territory_code = figure.school_code and masked.indicator_id = figure.indicator_id
order by figure.indicator_id, figure.school_code
