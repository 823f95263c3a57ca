-- one row per line whose situation says one thing and whose value says another
select
    source_sha256, sheet, row_number, situation_cell as cell, situation_read as value_read,
    coalesce(quoted(numerator_read), 'une cellule vide') as detail
from staging.observation
where indicator_origin = 'reported' and (
    (said in ('sans objet', 'non disponible') and numerator_says is null)
    or (said in ('mesuré', 'estimé') and numerator_says is not null)
    or (said = 'non disponible' and numerator_says = 'sans objet')
    or (said = 'sans objet' and numerator_says = 'non disponible' and numerator_folded <> '')
)
