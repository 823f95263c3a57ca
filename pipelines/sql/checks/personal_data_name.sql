-- one row per file whose name holds an address or a telephone number
select source_sha256, null as sheet, null as row_number, null as cell, source_file as value_read, null as detail
from raw.receipt
where contains(source_file, contact_mark())
