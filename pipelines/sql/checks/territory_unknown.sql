-- one row per report whose territory is not in the reference, at any level
select read.source_sha256, read.sheet, read.territory_cell as cell, read.territory_read as value_read, null as detail
from staging.identification as read
join staging.report as report using (source_sha256)
where read.territory_read <> '' and report.territory_code is null
    and not exists (from ref.spelling where folded = fold(read.territory_read))
