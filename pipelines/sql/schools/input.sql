-- one row per line of a school that nothing sets aside: `source` is the rank of its file among all that was received
select
    receipt.sequence as source, coalesce(line.row_number, line.file_row_number + source.first_row)::int as row_number,
    line.year, line.school, line.indicator, line.numerator, line.denominator
from segment_line as line
join staging.school_segment as source on source.path = line.filename
join raw.receipt as receipt on receipt.source_sha256 = source.source_sha256
where line.faults = 0
union all by name
select receipt.sequence as source, line.row_number, line.year, line.school, line.indicator, line.numerator, line.denominator
from staging.school_line as line
join raw.receipt as receipt using (source_sha256)
where line.faults = 0
    and not exists (from core.refusal as refusal where refusal.source_sha256 = line.source_sha256)
