-- one row per cell of a report's other sheets: its type, what was understood there, and whether anything was
with read as (
    select *, fold(value_read) as folded, in_error(value_read) as broken
    from raw.cell
    where section not in ('identification', 'indicators')
),
typed as (
    select
        cell.* exclude (folded),
        field.type, field.list, field.is_key, field.header,
        case when not cell.broken then word.word end as word,
        case field.type when 'date' then french_date(cell.value_read) end as day,
        case field.type
            when 'number' then french_number(cell.value_read)
            when 'integer' then french_integer(cell.value_read)
            when 'percentage' then french_percentage(cell.value_read)
            when 'amount' then french_amount(cell.value_read)
            when 'objective' then case when not cell.broken then objective.objective_id end
            when 'axis' then case when not cell.broken then axis.axis_id end
        end as number
    from read as cell
    join ref.field as field on field.section = cell.section and field.field = cell.field
    left join ref.word as word on word.list = field.list and word.folded = cell.folded
    left join ref.objective as objective
        on field.type = 'objective' and objective.objective_id = objective_in(cell.folded)
    left join ref.axis as axis on field.type = 'axis' and axis.axis_id = axis_in(cell.folded)
)
select
    * exclude (broken),
    case
        when type in ('number', 'objective', 'axis') then number is not null
        when type = 'integer' then number between 0 and 2147483647
        when type = 'amount' then number >= 0
        when type = 'percentage' then number between 0 and 100
        when type = 'date' then day is not null
        when type = 'word' then word is not null
        else not (broken and text_in_error(value_read))
    end is true as understood
from typed
