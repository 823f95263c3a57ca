-- one row per field's column of a sheet, with its letter
select * replace (without_contact(sheet) as sheet)
from found
semi join raw.receipt using (source_sha256)
