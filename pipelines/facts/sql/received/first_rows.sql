-- one row per file received ($contents; null: all) × one of its first lines as understood: what it says, in the words of the tool
with understood as (
    select
        source_sha256, row_number, 0 as part,
        concat_ws(' · ', school_code(school), name, coalesce(kind_word, 'type inconnu'), sector_word, commune, 'ouvert' || case when open_read then '' else ' : non' end) as words
    from staging.school_statement
    where fault is null
    union all
    select
        line.source_sha256, line.row_number, known.position,
        concat_ws(' · ', line.campaign, coalesce(school_code(line.school), line.territory_code), coalesce(known.label, line.counted))
            || chr(160) || ': ' || whole_in_french(line.number)
    from staging.reference_count as line
    left join ref.counted as known on known.id = line.counted
    where line.fault is null
    union all
    select
        source_sha256, row_number, -1,
        concat_ws(' · ', school_year(campaign), upper(trim(school_code)), code) || chr(160) || ': ' || concat_ws(' / ', numerator, denominator)
    from staging.official_line
    where state is null
    union all
    select
        line.source_sha256, line.row_number, 0,
        concat_ws(' · ', year.campaign, school_code(line.school), indicator.indicator_id) || chr(160) || ': '
            || concat_ws(' / ', plain_number(line.numerator), plain_number(line.denominator))
    from staging.school_line as line
    join core.school_year as year using (year)
    join core.school_indicator as indicator using (indicator)
    where line.faults = 0 and line.source_sha256 not in (select source_sha256 from staging.official_line)
    union all
    select
        source_sha256, row_number, 99,
        concat_ws(' · ', campaign, school_code(school), replace(dimension, '_', ' ')) || chr(160) || ': ' || member
    from staging.school_trait
    where fault is null
    union all
    select
        source_sha256, row_number, 0,
        concat_ws(' · ', campaign, territory_code, indicator_id) || chr(160) || ': ' || concat_ws(' / ', numerator_read, denominator_read)
    from staging.observation
    where origin = 'table' and campaign is not null and territory_code is not null and indicator_id is not null
)
select source_sha256, row_number, words
from understood
where $contents is null or list_contains($contents::varchar[], source_sha256)
qualify row_number() over (partition by source_sha256 order by row_number, part) <= 5
order by source_sha256, row_number, part
