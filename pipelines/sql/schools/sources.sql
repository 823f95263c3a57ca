-- one row per table of schools received: the number that stands for it among the rows, and its fingerprint
select receipt.sequence, file.source_sha256
from raw.file as file
join raw.receipt as receipt using (source_sha256)
where file.table_kind = 'school_observations'
order by receipt.sequence
