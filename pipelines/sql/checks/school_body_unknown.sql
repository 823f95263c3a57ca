-- one row per UAI of a sheet Établissements that is not one
select
    source_sha256, sheet, row_number, cell, value_read,
    coalesce(quoted(school_code(school_digits(value_read))) || ' si les chiffres sont justes', 'sept chiffres et une lettre') as detail
from raw.cell
where section = 'schools' and field = 'school_code' and not text_in_error(value_read)
    and (school_digits(value_read) is null or school_letter(school_digits(value_read)) <> upper(right(trim(value_read), 1)))
