-- one row per line of a table of schools that came by way of Python: a workbook, a file that is only rehearsed, an official table
select line.campaign, line.school_code, line.code, line.numerator, line.denominator, line.row_number, line.source_sha256, line.sheet
from raw.table_row as line
join raw.file as file using (source_sha256)
where line.table_kind = 'school_observations' and file.official is null
union all by name
select campaign, school_code, code, numerator, denominator, row_number, source_sha256, sheet
from staging.official_line
where state is null
