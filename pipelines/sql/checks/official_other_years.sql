-- one row per official table that speaks of years outside the strategy: in how many lines, and of which
select
    source_sha256, any_value(sheet) as sheet, null as row_number, null as cell,
    first_of(list_sort(list_distinct(list(shown(campaign))))) as value_read, counted(count(*), 'ligne', 'lignes') as detail
from staging.official_line
where state = 'other_year'
group by source_sha256
