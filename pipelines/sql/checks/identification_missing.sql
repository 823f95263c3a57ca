-- one row per required label of Identification that is absent or empty
select read.source_sha256, read.sheet, cell.cell, null as value_read, field.header as detail
from staging.identification as read
join ref.field as field on field.section = 'identification' and field.is_key
left join raw.cell as cell
    on cell.source_sha256 = read.source_sha256 and cell.section = 'identification' and cell.field = field.field
where coalesce(cell.value_read, '') = ''
