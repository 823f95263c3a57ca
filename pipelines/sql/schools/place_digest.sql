-- one row: the fingerprint of the directory in the campaign $year
select count(*) || ' ' || coalesce(sum(hash(place)::hugeint), 0) as digest from core.school_place as place where year = $year
