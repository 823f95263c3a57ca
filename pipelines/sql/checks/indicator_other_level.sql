-- one row per line whose indicator is reported by a higher level than its author's
select
    line.source_sha256, line.sheet, line.row_number, line.code_cell as cell, line.code_read as value_read,
    asked.label as detail
from staging.observation as line
join ref.level as own on own.level = line.level
join ref.level as asked on asked.level = line.indicator_level
where line.territory_code is not null and line.indicator_origin = 'reported' and own.rank < asked.rank
union all
select source_sha256, sheet, row_number, cell, value_read, (
        select asked.label
        from ref.indicator as indicator
        join ref.level as asked on asked.level = indicator.level
        where indicator.folded = fold(code_read)
    ) as detail
from staging.school_fault where fault = 'indicator_other_level'
