-- one row per official table of which something is not understood: in how many lines, the first cell, and what is read there
with letters as (
    select
        source_sha256, max(sheet) as sheet,
        max(letter) filter (field = 'campaign') as campaign_letter, max(letter) filter (field = 'school_code') as school_letter
    from raw.header
    where section in ('reference_count', 'school_trait')
    group by source_sha256
),
unread as (
    select
        source_sha256, row_number,
        case fault when 'year_unknown' then 'campaign' when 'not_a_number' then 'number' else 'school' end as side, letter,
        case fault when 'year_unknown' then campaign_read when 'not_a_number' then number_read else place_read end as value_read
    from staging.reference_count
    where fault in ('year_unknown', 'school_unknown', 'school_letter_wrong', 'not_a_number') and not secret_mark(coalesce(number_read, ''))
    union
    select source_sha256, row_number, 'school', null, coalesce(place_read, campaign_read)
    from staging.school_trait
    where fault = 'unreadable'
)
select
    source_sha256, coalesce(any_value(letters.sheet), '') as sheet, null as row_number,
    arg_min(
        case side when 'campaign' then campaign_letter when 'number' then letter else school_letter end || row_number,
        row_number
    ) as cell,
    first_of(list_sort(list_distinct(list(shown(value_read))))) as value_read,
    counted(count(distinct row_number), 'ligne', 'lignes') as detail
from unread
left join letters using (source_sha256)
where not exists (from staging.school_fault as told where told.source_sha256 = unread.source_sha256 and told.row_number = unread.row_number)
group by source_sha256
