-- one row per cell, other than a key or a figure, that cannot be understood: its row counts without it
select source_sha256, sheet, row_number, cell, value_read, field.expected as detail
from staging.sheet_cell as cell
join ref.field as field using (section, field)
where not cell.is_key and not cell.understood and not two_meanings(cell.type, cell.value_read)
union all
select source_sha256, sheet, row_number, cell, value_read, 'un texte' as detail
from raw.cell
where (section, field) in (('indicators', 'source'), ('indicators', 'comment'), ('identification', 'service'))
    and text_in_error(value_read)
union all
select line.source_sha256, line.sheet, line.row_number, header.letter || line.row_number as cell, said.value_read, 'un texte' as detail
from raw.table_row as line
cross join lateral (values ('source', line.source), ('comment', line.comment)) as said (field, value_read)
join raw.header as header
    on header.source_sha256 = line.source_sha256 and header.section = line.table_kind and header.field = said.field
where line.table_kind = 'observations' and text_in_error(said.value_read)
