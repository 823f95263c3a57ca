-- one row per report whose level does not fit its territory
select
    read.source_sha256, read.sheet, read.territory_cell as cell, read.territory_read as value_read,
    quoted(read.level_read) as detail
from staging.identification as read
join staging.report as report using (source_sha256)
where read.territory_read <> '' and report.level is not null and report.territory_code is null
    and exists (from ref.spelling where folded = fold(read.territory_read))
