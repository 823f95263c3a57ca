-- one row per report whose date of submission cannot be read
select cell.source_sha256, cell.sheet, cell.cell, cell.value_read, null as detail
from raw.cell as cell
where cell.section = 'identification' and cell.field = 'submitted_on'
    and cell.value_read <> '' and french_date(cell.value_read) is null
