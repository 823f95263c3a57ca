-- one row per row of a school behind a figure, where they are at most $bound; else one per département, indicator and file;
-- confidential: it counts the pupils of a school, which whoever shows it leaves out
with counted as (select count(*) <= $bound as few from kept),
cells as (
    select campaign, department, indicator, source, row_number, numerator, denominator
    from kept
    where (select few from counted)
    union all by name
    select
        campaign, department, indicator, source, sum(numerator) as numerator, sum(denominator) as denominator
    from kept
    where not (select few from counted)
    group by campaign, department, indicator, source
),
letter as (
    select
        source_sha256, any_value(sheet) as sheet,
        max(letter) filter (field = 'numerator') as numerator
    from raw.header
    where section = 'school_observations'
    group by source_sha256
)
select
    cells.campaign, department.territory_code, indicator.indicator_id, receipt.source_sha256, letter.sheet,
    letter.numerator || cells.row_number as cell, cells.row_number,
    cells.numerator::decimal(38, 6) as numerator, cells.denominator::decimal(38, 6) as denominator,
    case when cells.row_number is not null then plain_number(cells.numerator) end as value_read_numerator,
    case when cells.row_number is not null then plain_number(cells.denominator) end as value_read_denominator,
    list_contains($pupils::varchar[], indicator.indicator_id) as confidential
from cells
join raw.receipt as receipt on receipt.sequence = cells.source
join letter using (source_sha256)
join core.school_department as department using (department)
join core.school_indicator as indicator using (indicator)
