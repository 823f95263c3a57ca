-- no row, in the shape of the rows that were decided
select
    null::varchar as campaign, null::smallint as department, null::smallint as indicator, null::int as school,
    null::decimal(18, 6) as numerator, null::decimal(18, 6) as denominator, null::boolean as expected,
    null::int as source, null::int as row_number
where false
