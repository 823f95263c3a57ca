-- one row per median of the territories of a level, where the national administrator lets accounts compare
select row.*
from whole.marts.peer_median as row
where $comparisons <> 'aucune'
