-- one row per disagreement about the figure of a territory, for the indicator in the campaign
select *
from marts.discrepancy
where campaign = $campaign and indicator_id = $indicator
order by territory_code, other_basis
