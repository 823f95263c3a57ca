-- one row per campaign × school × indicator: the row that counts, where the school then was, and where it was read
select
    kept.campaign, place.territory_code, school_code(kept.school) as school_code, indicator.indicator_id,
    kept.numerator::double as numerator, kept.denominator::double as denominator, kept.expected,
    source.source_sha256, kept.row_number
from school_kept as kept
join schools.place as place on place.department = kept.department
join schools.indicator as indicator on indicator.indicator = kept.indicator
left join schools.source as source on source.source = kept.source
