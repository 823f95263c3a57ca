-- one row per campaign × territory × indicator × dimension × member, of the territories whose figures are seen; not where a group would tell another's
select row.*
from whole.marts.indicator_breakdown as row
semi join sight on sight.territory_code = row.territory_code and sight.figures
anti join away using (campaign, territory_code, indicator_id)
anti join unbroken using (campaign, territory_code, indicator_id)
