-- one row per school of the last directory that names it
select statement.*, department.territory_code
from staging.school_statement as statement
left join core.school_department as department using (department)
where statement.fault is null
qualify row_number() over (partition by school order by sequence desc, row_number desc) = 1
