-- one row per table of schools × reason for which lines of it count nowhere without being wrong: how many, and what they say
with aside as (
    select *, unnest(['secret_marks', 'out_of_scope']) as fault
    from staging.school_faulty
)
select
    fault, source_sha256, sheet, count(*) as lines, min(row_number) as row_number,
    case when fault = 'out_of_scope' then 'school_code' else 'numerator' end as side,
    first_of(list_sort(list_distinct(list(shown(case
        when fault = 'out_of_scope' then school_read when secret_mark(numerator_read) then numerator_read else denominator_read
    end))))) as value_read
from aside
where faults & fault(fault) > 0
group by fault, source_sha256, sheet
