-- one row per cell from which an address or a telephone number was taken out as it was loaded
select source_sha256, sheet, row_number, cell, contact_mark() as value_read, null as detail
from raw.cell
where contains(value_read, contact_mark())
union all
select line.source_sha256, line.sheet, line.row_number, header.letter || line.row_number, contact_mark(), null
from raw.table_row as line
cross join lateral (
    values ('campaign', line.campaign), ('territory', line.territory), ('code', line.code), ('situation', line.situation),
        ('source', line.source), ('comment', line.comment), ('numerator', line.numerator),
        ('denominator', line.denominator), ('name', line.name), ('commune', line.commune), ('open', line.open)
) as said (field, value_read)
left join raw.header as header
    on header.source_sha256 = line.source_sha256 and header.section = line.table_kind and header.field = said.field
where line.table_kind <> 'school_observations' and contains(said.value_read, contact_mark())
