-- one row per line of an official table that gives an indicator school by school, with its denominator and why it may not count
with line as (
    select
        line.source_sha256, line.sheet, line.row_number, line.campaign, line.school_code, line.code, line.numerator, line.source as over,
        receipt.sequence, file.official, file.dated_on,
        school_year(line.campaign) as year, school_digits(line.school_code) as school
    from raw.table_row as line
    join raw.receipt as receipt using (source_sha256)
    join raw.file as file using (source_sha256)
    where line.table_kind = 'school_observations' and file.official is not null
),
directory as (
    select school, kind_word
    from staging.school_statement
    where fault is null
    qualify row_number() over (partition by school order by sequence desc, row_number desc) = 1
),
base as (
    -- of two tables that count the same of a school, the one received last
    select campaign as year, school, counted as over, number
    from staging.reference_count
    where fault is null and school is not null
    qualify row_number() over (partition by campaign, school, counted order by sequence desc, row_number desc) = 1
)
select
    line.source_sha256, line.sheet, line.row_number, line.campaign, line.school_code, line.code, line.numerator, line.over,
    plain_number(base.number) as denominator,
    case
        when line.source_sha256 <> first_value(line.source_sha256) over (
            partition by line.official, line.code, line.year, line.school // 10000 order by line.dated_on desc nulls last, line.sequence desc
        ) then 'superseded'
        when known.campaign is null then 'other_year'
        when directory.kind_word is not null and not concerned(directory.kind_word, null, indicator.concerns, null) then 'not_concerned'
        when line.over is not null and base.number is null and not secret_mark(line.numerator)
            and line.school // 10000 in (select department from core.school_department)
            then 'waiting'
    end as state
from line
left join ref.campaign as known on known.campaign = line.year
left join directory using (school)
left join core.school_indicator as indicator on indicator.indicator_id = line.code
left join base on base.year = line.year and base.school = line.school and base.over = line.over
