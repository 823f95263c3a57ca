-- one row per key cell of a sheet that cannot be understood: its row is set aside
select source_sha256, sheet, row_number, cell, value_read, field.expected as detail
from staging.sheet_cell as cell
join ref.field as field using (section, field)
where cell.is_key and not cell.understood
