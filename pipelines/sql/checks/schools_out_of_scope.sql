-- one row per table that speaks of schools outside the 101 départements: in how many lines, and of which
with told as (
    select source_sha256, '' as sheet, count(*) as lines, list_distinct(list(shown(school_read))) as schools
    from staging.school_statement
    where fault = 'out_of_scope'
    group by source_sha256
    union all by name
    select source_sha256, '' as sheet, count(distinct row_number) as lines, list_distinct(list(shown(place_read))) as schools
    from staging.reference_count
    where fault = 'out_of_scope'
        -- told already of the same lines, where they give an indicator too
        and not exists (from staging.school_aside as aside where aside.fault = 'out_of_scope' and aside.source_sha256 = reference_count.source_sha256)
    group by source_sha256
)
select
    source_sha256, sheet, null as row_number, null as cell, first_of(list_sort(schools)) as value_read,
    counted(lines, 'ligne', 'lignes') as detail
from told
union all
select source_sha256, sheet, null as row_number, null as cell, value_read, counted(lines, 'ligne', 'lignes') as detail
from staging.school_aside
where fault = 'out_of_scope'
