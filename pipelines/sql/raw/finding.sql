-- one row per thing the reader itself has to say of a file, but for addresses and telephone numbers
select * replace (
    without_contact(sheet) as sheet, without_contact(value_read) as value_read, without_contact(detail) as detail
)
from found
semi join raw.receipt using (source_sha256)
