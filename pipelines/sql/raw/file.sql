-- one row per file received, with its kind
select *
from found
semi join raw.receipt using (source_sha256)
