-- one row per fault of a line of a table of schools, the first $told of each kind in a file; the last of them counts the others
with letter as (
    select
        source_sha256, sheet,
        max(letter) filter (field = 'campaign') as campaign, max(letter) filter (field = 'school_code') as school,
        max(letter) filter (field = 'code') as code, max(letter) filter (field = 'numerator') as numerator,
        max(letter) filter (field = 'denominator') as denominator
    from raw.header
    where section = 'school_observations'
    group by all
),
named as (
    select line.*, unnest(list_filter(school_faults(), lambda name: line.faults & fault(name) > 0)) as fault
    from staging.school_faulty as line
),
sided as (
    select
        *,
        case
            when fault in ('table_campaign_unknown', 'total_ignored') then 'campaign'
            when fault in ('school_unknown', 'school_letter_wrong') then 'school'
            when fault in ('denominator_missing', 'denominator_zero') then 'denominator'
            when fault in ('numerator_above_denominator', 'above_upper_bound') then 'numerator'
            when fault = 'school_number_unreadable'
                then case when school_count(numerator_read) is null then 'numerator' else 'denominator' end
            else 'code'
        end as side
    from named
    where fault not in ('says nothing', 'secret_marks', 'out_of_scope')
),
told as (
    select * replace (
        case
            when fault = 'table_campaign_unknown' and bare_year(campaign_read) then 'table_year_bare'
            when fault <> 'school_number_unreadable' then fault
            else school_figure_fault(case side when 'numerator' then numerator_read else denominator_read end)
        end as fault
    )
    from sided
),
placed as (
    select
        told.*,
        row_number() over (partition by source_sha256, sheet, fault order by row_number) as place,
        count(*) over (partition by source_sha256, sheet, fault) as lines
    from told
)
select
    placed.fault, placed.source_sha256, placed.sheet, placed.row_number,
    case side
        when 'campaign' then letter.campaign when 'school' then letter.school when 'code' then letter.code
        when 'numerator' then letter.numerator else coalesce(letter.denominator, letter.numerator)
    end || placed.row_number as cell,
    shown(case side
        when 'campaign' then campaign_read when 'school' then school_read when 'code' then code_read
        when 'numerator' then numerator_read else denominator_read
    end) as value_read,
    shown(school_read) as school_read, shown(code_read) as code_read, shown(campaign_read) as campaign_read,
    shown(numerator_read) as numerator_read, shown(denominator_read) as denominator_read,
    lines - $told as others
from placed
join letter using (source_sha256, sheet)
where place <= $told
