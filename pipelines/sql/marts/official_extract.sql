-- one row per extract of an official table that was received: of which years and territories, and whether it still counts
with spoken as (
    select source_sha256, null as campaign, department.territory_code, fault = 'superseded' as superseded
    from staging.school_statement as line
    left join core.school_department as department using (department)
    where fault is null or fault = 'superseded'
    union all
    select source_sha256, campaign, territory_code, fault = 'superseded'
    from staging.reference_count
    where fault is null or fault = 'superseded'
    union all
    select source_sha256, school_year(campaign), null, state = 'superseded'
    from staging.official_line
    where coalesce(state, '') not in ('other_year', 'not_concerned')
    union all
    select source_sha256, campaign, territory_code, fault = 'superseded'
    from staging.school_trait
    where fault is null or fault = 'superseded'
)
select
    receipt.source_file, file.source_sha256, file.official, file.official_title as title, file.dated_on::date as dated_on,
    min(spoken.campaign) as first_campaign, max(spoken.campaign) as last_campaign,
    count(distinct spoken.territory_code)::int as territories,
    count(distinct spoken.territory_code) filter (spoken.superseded is not true)::int as territories_counted,
    coalesce(bool_or(spoken.superseded is not true) filter (spoken.source_sha256 is not null), false) as counts,
    coalesce(bool_or(spoken.superseded), false) as superseded,
    any_value(receipt.sequence) as sequence
from raw.file as file
join raw.receipt as receipt using (source_sha256)
left join spoken using (source_sha256)
where file.official is not null
group by receipt.source_file, file.source_sha256, file.official, file.official_title, file.dated_on
order by title, dated_on desc nulls last, sequence desc
