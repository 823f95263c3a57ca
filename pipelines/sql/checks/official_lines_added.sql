-- one row per official table that gives several numbers of one place for one year: how many are added to the first, the first cell
with ranked as (
    select
        source_sha256, row_number, letter, place_read,
        row_number() over (
            partition by source_sha256, counted, campaign, school, territory_code, sector order by row_number
        ) as rank_in_place
    from staging.reference_count
    where fault is null
),
sheets as (
    select source_sha256, max(sheet) as sheet from raw.header where section = 'reference_count' group by source_sha256
)
select
    source_sha256, coalesce(any_value(sheets.sheet), '') as sheet, null as row_number,
    arg_min(letter || row_number, row_number) as cell,
    first_of(list_sort(list_distinct(list(shown(place_read))))) as value_read,
    counted(count(distinct row_number), 'ligne', 'lignes') as detail
from ranked
left join sheets using (source_sha256)
where rank_in_place > 1
group by source_sha256
