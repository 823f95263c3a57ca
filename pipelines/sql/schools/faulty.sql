-- one row per line of a table of schools that is set aside, whichever way it came, with what was read there but contacts
with aside as (
    select source.source_sha256, '' as sheet, coalesce(line.row_number, line.file_row_number + source.first_row)::int as row_number,
        line.faults, line.written
    from segment_line as line
    join staging.school_segment as source on source.path = line.filename
    where line.faults > 0
    union all by name
    select source_sha256, sheet, row_number, faults, written
    from staging.school_line
    where faults > 0
)
select
    source_sha256, sheet, row_number, faults,
    without_contact(written_in(written, 1)) as campaign_read, without_contact(written_in(written, 2)) as school_read,
    without_contact(written_in(written, 3)) as code_read, without_contact(written_in(written, 4)) as numerator_read,
    without_contact(written_in(written, 5)) as denominator_read
from aside
