-- one row per indicator that a school answered in the campaign shown: its figure, as it may be shown
select
    shown.indicator_id, shown.masked,
    indicator_value(indicator.kind, indicator.scale, shown.numerator, shown.denominator) as value
from shown
join marts.indicator as indicator using (indicator_id)
where shown.school_code = $school
