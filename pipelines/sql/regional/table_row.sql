-- one row per line of a table that speaks of a family of territories, or of a file given
select line.*
from raw.table_row as line
left join ref.spelling as spelling
    on spelling.is_code and spelling.level is not null and spelling.folded = fold(line.territory)
left join ref.territory as school on school.school_prefix = left(upper(trim(line.school_code)), 3)
where list_contains($given, line.source_sha256)
    or list_contains($family, spelling.territory_code) or list_contains($family, school.territory_code)
