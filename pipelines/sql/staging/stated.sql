-- one row per line that states something usable by itself for an indicator: a value, « sans objet » or « non disponible »
select *, case when situation in ('sans objet', 'non disponible') then situation end as silence
from staging.observation as line
where indicator_id is not null and indicator_origin = 'reported'
    and campaign is not null and territory_code is not null
    and (campaign, indicator_id) in (select (campaign, indicator_id) from ref.collected)
    and (select rank from ref.level where level = line.level) >= (select rank from ref.level where level = indicator_level)
    and not blank
    and not exists (
        from core.row_error as error
        where error.source_sha256 = line.source_sha256 and error.sheet = line.sheet and error.row_number = line.row_number
    )
