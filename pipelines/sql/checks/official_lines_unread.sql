-- one row per official table of which something is not understood: in how many lines, and what is read there first
with unread as (
    select source_sha256, row_number, case
            when fault = 'year_unknown' then campaign_read when fault = 'not_a_number' then number_read else place_read
        end as value_read
    from staging.reference_count
    where fault in ('year_unknown', 'school_unknown', 'school_letter_wrong', 'not_a_number') and not secret_mark(coalesce(number_read, ''))
    union
    select source_sha256, row_number, coalesce(place_read, campaign_read)
    from staging.school_trait
    where fault = 'unreadable'
)
select
    source_sha256, '' as sheet, null as row_number, null as cell,
    first_of(list_sort(list_distinct(list(shown(value_read))))) as value_read,
    counted(count(distinct row_number), 'ligne', 'lignes') as detail
from unread
where not exists (from staging.school_fault as told where told.source_sha256 = unread.source_sha256 and told.row_number = unread.row_number)
group by source_sha256
