-- one row per line of a table of schools, typed beside what was read
with rows as (
    select * from raw.table_row where table_kind = 'school_observations'
),
years as (
    -- few distinct texts for many rows: each is understood once
    select written.campaign as written, campaign.campaign
    from (select distinct campaign from rows) as written
    join ref.campaign as campaign on campaign.campaign = school_year(written.campaign)
),
codes as (
    select written.code as written, indicator.*
    from (select distinct code from rows) as written
    join ref.indicator as indicator on indicator.folded = fold(written.code)
)
select
    line.source_sha256, line.sheet, line.row_number,
    upper(trim(line.school_code)) as school_code,
    territory.territory_code,
    years.campaign,
    indicator.indicator_id, indicator.kind, indicator.level as indicator_level, indicator.origin as indicator_origin,
    indicator.unit,
    line.campaign as campaign_read, line.school_code as school_read, line.code as code_read,
    line.numerator as numerator_read, line.denominator as denominator_read,
    french_number(line.numerator) as numerator,
    case when indicator.kind = 'ratio' then french_number(line.denominator) end as denominator,
    letters.numerator_letter || line.row_number as numerator_cell,
    coalesce(letters.denominator_letter, letters.numerator_letter) || line.row_number as denominator_cell,
    letters.code_letter || line.row_number as code_cell,
    letters.school_letter || line.row_number as school_cell,
    letters.campaign_letter || line.row_number as campaign_cell
from rows as line
join (
    select
        source_sha256,
        max(letter) filter (field = 'numerator') as numerator_letter,
        max(letter) filter (field = 'denominator') as denominator_letter,
        max(letter) filter (field = 'code') as code_letter,
        max(letter) filter (field = 'school_code') as school_letter,
        max(letter) filter (field = 'campaign') as campaign_letter
    from raw.header
    where section = 'school_observations'
    group by all
) as letters using (source_sha256)
left join ref.territory as territory
    on territory.school_prefix = left(upper(trim(line.school_code)), 3)
    and regexp_full_match(upper(trim(line.school_code)), '\d{7}[A-Z]')
left join years on years.written = line.campaign
left join codes as indicator on indicator.written = line.code
