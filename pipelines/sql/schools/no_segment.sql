-- no row, in the shape of the lines of a segment
select *, null::varchar as filename, null::bigint as file_row_number from staging.school_line where false
