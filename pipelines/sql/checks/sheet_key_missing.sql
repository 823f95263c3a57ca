-- one row per line of a sheet that has something to say and leaves a key cell empty
select line.source_sha256, line.sheet, line.row_number, header.letter || line.row_number as cell, null as value_read, field.header as detail
from (select distinct source_sha256, section, sheet, row_number from staging.sheet_cell) as line
join ref.field as field on field.section = line.section and field.is_key
join raw.header as header
    on header.source_sha256 = line.source_sha256 and header.section = line.section and header.field = field.field
where not exists (
    from staging.sheet_cell as cell
    where cell.source_sha256 = line.source_sha256 and cell.section = line.section and cell.sheet = line.sheet
        and cell.row_number = line.row_number and cell.field = field.field
)
