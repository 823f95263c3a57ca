-- one row per directory of schools with words of `type` that are not understood: how many lines, and which words
with said as (
    select source_sha256, sheet, shown(kind_read) as word, count(*) as lines, min(row_number) as row_number
    from staging.school_statement
    where fault is null and kind_read is not null and kind_word is null
    group by all
)
select
    said.source_sha256, said.sheet, min(said.row_number) as row_number,
    any_value(letter.letter) || min(said.row_number) as cell,
    arg_min(said.word, said.row_number) as value_read,
    named_words(list((said.lines, said.word) order by said.lines desc, said.word)) as detail
from said
join raw.header as letter
    on letter.source_sha256 = said.source_sha256 and letter.section = 'school_directory'
    and letter.field = 'school_kind'
group by said.source_sha256, said.sheet
