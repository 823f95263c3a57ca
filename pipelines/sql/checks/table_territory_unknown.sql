-- one row per line of a table whose territory is not a code of the reference
select source_sha256, sheet, row_number, territory_cell as cell, territory_read as value_read, null as detail
from staging.observation
where origin = 'table' and territory_code is null
