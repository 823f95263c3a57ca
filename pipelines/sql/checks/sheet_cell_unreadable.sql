-- one row per cell of a sheet, other than its key, that cannot be understood: the row counts without it
select source_sha256, sheet, row_number, cell, value_read, field.expected as detail
from staging.sheet_cell as cell
join ref.field as field using (section, field)
where not cell.is_key and not cell.understood
