-- one row per département, with the number that stands for it among the rows of schools: the first three digits of a UAI
select territory_code, number, school_prefix::smallint as department from ref.territory where school_prefix is not null
