-- one row per directory that holds what is no school: how many lines, and of which kinds
with said as (
    select source_sha256, sheet, coalesce(shown(kind_read), shown(nature_read)) as word, count(*) as lines, min(row_number) as row_number
    from staging.school_statement
    where fault = 'no_school'
    group by all
)
select
    said.source_sha256, said.sheet, null as row_number, null as cell, arg_min(said.word, said.row_number) as value_read,
    named_words(list((said.lines, said.word) order by said.lines desc, said.word)) as detail
from said
group by said.source_sha256, said.sheet
