-- one row per cell of a report's other sheets: its type, and whether what was read can be understood
with read as (
    select *, fold(value_read) as folded
    from raw.cell
    where section not in ('identification', 'indicators')
)
select
    cell.* exclude (folded),
    field.type, field.list, field.is_key, field.header,
    case field.type
        when 'number' then french_number(cell.value_read) is not null
        when 'integer' then french_integer(cell.value_read) >= 0
        when 'date' then french_date(cell.value_read) is not null
        when 'percentage' then french_percentage(cell.value_read) between 0 and 100
        when 'amount' then french_amount(cell.value_read) >= 0
        when 'objective' then objective.objective_id is not null and not in_error(cell.value_read)
        when 'axis' then axis.axis_id is not null and not in_error(cell.value_read)
        when 'word' then word.word is not null and not in_error(cell.value_read)
        else not text_in_error(cell.value_read)
    end is true as understood,
    -- what may mean two things, and what they are
    case
        when field.type in ('number', 'integer') and ambiguous_number(cell.value_read) then both_spellings(cell.value_read)
        when field.type = 'amount' and ambiguous_amount(cell.value_read) then both_spellings(cell.value_read)
        when field.type = 'percentage' and ambiguous_percentage(cell.value_read) then both_percentages(cell.value_read)
    end as meanings,
    word.word
from read as cell
join ref.field as field on field.section = cell.section and field.field = cell.field
left join ref.word as word on word.list = field.list and word.folded = cell.folded
left join ref.objective as objective
    on field.type = 'objective' and objective.objective_id = objective_in(cell.folded)
left join ref.axis as axis on field.type = 'axis' and axis.axis_id = axis_in(cell.folded)
