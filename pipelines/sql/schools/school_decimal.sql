-- one row per table of schools in which counts have decimals: in how many lines, which are the first, and what is read there
with line as (
    select source.source_sha256, '' as sheet, coalesce(line.row_number, line.file_row_number + source.first_row)::int as row_number,
        line.indicator, line.decimals, line.numerator, line.denominator
    from segment_line as line
    join staging.school_segment as source on source.path = line.filename
    where line.decimals > 0
    union all by name
    select source_sha256, sheet, row_number, indicator, decimals, numerator, denominator
    from staging.school_line
    where decimals > 0
)
select
    line.source_sha256, line.sheet, count(*) as lines, min(line.row_number, 3) as first,
    arg_min(case when line.decimals = 2 then 'denominator' else 'numerator' end, line.row_number) as side,
    arg_min(
        replace(plain_number(case when line.decimals = 2 then line.denominator else line.numerator end), '.', ','), line.row_number
    ) as value_read
from line
join core.school_indicator as indicator using (indicator)
where not indicator.decimals
group by line.source_sha256, line.sheet
