-- one row per cell of a sheet that may mean two numbers, `12.000 €` or a completion of `1`: the row counts without it
select
    source_sha256, sheet, row_number, cell, value_read,
    case when type = 'percentage' then both_percentages(value_read) else both_spellings(value_read) end as detail
from staging.sheet_cell
where not is_key and two_meanings(type, value_read)
