-- one row per group of a school in an official table, of a year or, where the table says none, of any
with line as (
    select
        line.source_sha256, line.row_number, line.code as dimension, line.numerator as member, school_year(line.campaign) as campaign,
        line.campaign as campaign_read, line.school_code as place_read, school_digits(line.school_code) as school, receipt.sequence, file.official, file.dated_on,
        upper(right(trim(line.school_code), 1)) as letter
    from raw.table_row as line
    join raw.receipt as receipt using (source_sha256)
    join raw.file as file using (source_sha256)
    where line.table_kind = 'school_trait'
),
placed as (
    select
        line.*, department.territory_code,
        case
            when school is null or letter <> school_letter(school) or (campaign is null and campaign_read is not null) then 'unreadable'
            when department.territory_code is null then 'out_of_scope'
        end as own_fault
    from line
    left join core.school_department as department on department.department = (line.school // 10000)::smallint
)
select
    source_sha256, row_number, sequence, official, dimension, member, campaign, school, territory_code, place_read, campaign_read,
    case
        when own_fault is null and source_sha256 <> first_value(source_sha256) over (
            partition by official, dimension, campaign, territory_code, own_fault is null order by dated_on desc nulls last, sequence desc
        ) then 'superseded'
        else own_fault
    end as fault
from placed
