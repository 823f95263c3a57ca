-- one row per table of schools in which counts have decimals: in how many lines, and which are the first
select
    told.source_sha256, told.sheet, told.first[1] as row_number, letter.letter || told.first[1] as cell, told.value_read,
    counted(told.lines, 'ligne', 'lignes') || chr(8239) || ': ' || array_to_string(told.first, ', ')
        || case when told.lines > len(told.first) then ', …' else '' end as detail
from staging.school_decimal as told
join raw.header as letter
    on letter.source_sha256 = told.source_sha256 and letter.section = 'school_observations' and letter.field = told.side
