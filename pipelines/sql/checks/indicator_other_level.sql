-- one row per line whose indicator is reported by a higher level than its author's
select
    line.source_sha256, line.sheet, line.row_number, line.code_cell as cell, line.code_read as value_read,
    asked.label as detail
from (
    select source_sha256, sheet, row_number, code_cell, code_read, level, indicator_level from staging.observation
    where territory_code is not null and indicator_origin = 'reported'
    union all
    select source_sha256, sheet, row_number, code_cell, code_read, 'department', indicator_level from staging.school_line
    where indicator_origin = 'reported'
) as line
join ref.level as own on own.level = line.level
join ref.level as asked on asked.level = line.indicator_level
where own.rank < asked.rank
