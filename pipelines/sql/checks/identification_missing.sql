-- one row per required label of Identification that is absent or empty
select file.source_sha256, read.sheet, cell.cell, null as value_read, field.header as detail
from raw.file as file
join ref.field as field on field.section = 'identification' and field.is_key
left join staging.identification as read using (source_sha256)
left join raw.cell as cell
    on cell.source_sha256 = file.source_sha256 and cell.section = 'identification' and cell.field = field.field
where file.kind = 'report' and coalesce(cell.value_read, '') = ''
