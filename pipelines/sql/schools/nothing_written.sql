-- no row: the lines of a file of which nothing can be read
select
    null::varchar as campaign, null::varchar as school_code, null::varchar as code, null::varchar as numerator,
    null::varchar as denominator, null::int as row_number
where false
