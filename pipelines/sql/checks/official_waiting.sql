-- one row per official table some of whose lines wait for the denominator that another table gives: how many, and which
select
    line.source_sha256, any_value(line.sheet) as sheet, null as row_number, null as cell,
    whole_in_french(count(*)) as value_read, any_value(coalesce(lower(counted.label[1]) || counted.label[2:], line.over)) as detail
from staging.official_line as line
left join ref.counted as counted on counted.id = line.over
where line.state = 'waiting'
group by line.source_sha256
