-- one row per directory of schools that gives a school more than once from one same day on: how many, and which
with twice as (
    select source_sha256, sheet, school, effective_on, any_value(school_read) as school_read, max(row_number) as row_number
    from staging.school_statement
    where fault is null
    group by source_sha256, sheet, school, effective_on
    having count(*) > 1
)
select
    twice.source_sha256, twice.sheet, min(twice.row_number) as row_number,
    any_value(letter.letter) || min(twice.row_number) as cell,
    arg_min(shown(twice.school_read), twice.row_number) as value_read,
    counted(count(*), 'établissement', 'établissements') || chr(8239) || ': '
        || first_of(list(quoted(school_code(twice.school)) order by twice.row_number)) as detail
from twice
join raw.header as letter
    on letter.source_sha256 = twice.source_sha256 and letter.section = 'school_directory' and letter.field = 'school_code'
group by twice.source_sha256, twice.sheet
