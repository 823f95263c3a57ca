-- one row per campaign × territory × indicator × origin: the row stated by the report, or the table, that counts
select
    line.campaign, line.territory_code, line.indicator_id, line.origin, line.source_sha256, line.sheet, line.row_number,
    line.situation,
    case when line.situation in ('mesuré', 'estimé') then line.numerator end as numerator,
    case when line.situation in ('mesuré', 'estimé') then line.denominator end as denominator
from staging.stated as line
join staging.report as file using (source_sha256)
left join core.counting as counting using (source_sha256)
where (line.origin = 'table' or counting.source_sha256 is not null)
    and not exists (
        from core.row_error as error
        where error.source_sha256 = line.source_sha256 and error.sheet = line.sheet and error.row_number = line.row_number
    )
qualify row_number() over (
    partition by line.campaign, line.territory_code, line.indicator_id, line.origin
    order by file.sequence desc, line.sheet, line.row_number
) = 1
