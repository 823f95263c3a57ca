-- one row per message: what a check found, with its words; beyond ten doubts of one kind in a sheet, one row for all
with worded as (
    select
        finding.source_sha256, message.severity, finding.code, nullif(finding.sheet, '') as sheet, finding.cell,
        finding.row_number, finding.value_read,
        worded(message.problem, finding.value_read, finding.detail) as problem,
        worded(message.advice, finding.value_read, finding.detail) as advice,
        -- where its kind is counted: a sheet, or the file for what is said of whole sheets
        case when finding.cell is null then '' else coalesce(finding.sheet, '') end as within
    from core.finding as finding
    join ref.message as message using (code)
),
many as (
    select
        source_sha256, code, within, count(*) as number,
        list(coalesce(cell, trim(sheet)) order by row_number, length(cell), cell, sheet)[:3] as first
    from worded
    where severity = 'warning'
    group by source_sha256, code, within
    having count(*) > 10
)
select
    worded.* exclude (problem, advice, within),
    case
        when many.number is null then worded.problem
        else replace(replace(replace(
            several.words, '{number}', many.number::varchar),
            '{first}', array_to_string(many.first, ', ') || ', …'),
            '{problem}', worded.problem)
    end as problem,
    worded.advice
from worded
left join many using (source_sha256, code, within)
left join ref.several as several on several.of_cells = (worded.cell is not null)
qualify many.number is null
    or row_number() over (partition by source_sha256, code, within order by row_number, length(cell), cell, sheet) = 1
