-- one row per date of a directory of schools that cannot be understood
select line.source_sha256, line.sheet, line.row_number, letter.letter || line.row_number as cell, shown(side.value_read) as value_read, null as detail
from staging.school_statement as line
cross join lateral (
    values ('opened_on', line.opened_read, line.opened_on is not null),
        ('closed_on', line.closed_read, line.closed_on is not null),
        ('effective_on', line.effective_read, line.effective_on is not null)
) as side (field, value_read, understood)
join raw.header as letter
    on letter.source_sha256 = line.source_sha256 and letter.section = 'school_directory' and letter.field = side.field
where line.fault is null and side.value_read is not null and not side.understood
