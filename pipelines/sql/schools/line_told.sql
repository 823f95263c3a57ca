-- one row where something is to be told of a line about a school, none otherwise
select 1 as told from staging.school_fault
union all
select 1 as told from staging.school_decimal
union all
select 1 as told from staging.school_aside
union all
select 1 as told from staging.school_statement
limit 1
