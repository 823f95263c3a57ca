-- one row per line that claims a value for an indicator its author may report, in a campaign that collects it
select *
from staging.observation
where asked and situation in ('mesuré', 'estimé')
