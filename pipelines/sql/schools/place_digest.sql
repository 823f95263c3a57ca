-- one row: the fingerprint of the directory in the campaign $year, and of which schools answer for what
select
    count(*) || ' ' || coalesce(sum(hash(place)::hugeint), 0) || ' '
    || (select sum(hash(indicator, concerns, sector)::hugeint) from core.school_indicator) as digest
from core.school_place as place where year = $year
