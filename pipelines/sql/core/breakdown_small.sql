-- one row per member of a breakdown that counts few pupils: it is never shown
select campaign, territory_code, indicator_id, dimension, member
from core.breakdown
where list_contains($numerators::varchar[] || $denominators::varchar[], indicator_id) and (
    (numerator > 0 and numerator < $threshold)
    or (denominator > 0 and denominator < $threshold)
    or (denominator > numerator and denominator - numerator < $threshold)
)
