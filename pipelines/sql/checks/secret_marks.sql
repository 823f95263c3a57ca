-- one row per table in which numbers are withheld or not known: in how many lines, and by which marks
with told as (
    select source_sha256, '' as sheet, count(*) as lines, min(row_number) as row_number,
        any_value(regexp_extract(numerator_cell, '[A-Z]+')) as letter,
        list_distinct(list(case when secret_mark(numerator_read) then numerator_read else denominator_read end)) as marks
    from staging.observation
    where origin = 'table' and (secret_mark(numerator_read) or secret_mark(denominator_read))
    group by source_sha256
    union all by name
    select source_sha256, '' as sheet, count(*) as lines, min(row_number) as row_number, min_by(letter, row_number) as letter,
        list_distinct(list(number_read)) as marks
    from staging.reference_count
    where secret_mark(number_read)
    group by source_sha256
)
select
    source_sha256, sheet, row_number, letter || row_number as cell, first_of(list_sort(list_transform(marks, lambda mark: shown(mark)))) as value_read,
    counted(lines, 'ligne', 'lignes') as detail
from told
union all
select
    aside.source_sha256, aside.sheet, aside.row_number, letter.letter || aside.row_number as cell, aside.value_read,
    counted(aside.lines, 'ligne', 'lignes') as detail
from staging.school_aside as aside
join raw.header as letter
    on letter.source_sha256 = aside.source_sha256 and letter.section = 'school_observations' and letter.field = aside.side
where aside.fault = 'secret_marks'
