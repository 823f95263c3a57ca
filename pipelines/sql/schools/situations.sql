-- one row: what people type in place of a figure, folded, and what it means
select map_from_entries(list((folded, word))) as said
from ref.word
where list = 'situation' and word in ('sans objet', 'non disponible')
