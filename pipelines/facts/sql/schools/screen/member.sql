-- one row per school that answered, beneath its département; and the département, whose sums are shown elsewhere
select distinct school_code as territory_code, $territory as parent_code from figure
union all by name
select $territory as territory_code, null as parent_code
