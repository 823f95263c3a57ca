-- one row per line that states something usable by itself for an indicator: a value, « sans objet » or « non disponible »
select *, case when situation in ('sans objet', 'non disponible') then situation end as silence
from staging.observation
anti join core.row_error using (source_sha256, sheet, row_number)
where asked and not blank
