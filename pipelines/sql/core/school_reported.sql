-- one row per campaign × school × indicator: the last row received for it
select
    line.campaign, line.territory_code, line.school_code, line.indicator_id, line.source_sha256, line.sheet, line.row_number,
    line.numerator, line.denominator
from staging.school_line as line
join staging.report as file using (source_sha256)
where line.campaign is not null and line.territory_code is not null and line.indicator_id is not null
    and line.numerator is not null and (line.kind <> 'ratio' or line.denominator is not null)
    and not exists (
        from core.row_error as error
        where error.source_sha256 = line.source_sha256 and error.sheet = line.sheet and error.row_number = line.row_number
    )
qualify row_number() over (
    partition by line.campaign, line.school_code, line.indicator_id order by file.sequence desc, line.row_number desc
) = 1
