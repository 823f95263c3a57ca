-- one row per campaign × territory × indicator scored, of the territories whose figures are seen, this year's and the last
select row.*
from whole.marts.projection as row
semi join sight on sight.territory_code = row.territory_code and sight.figures
join whole.marts.campaign as year using (campaign)
anti join away using (campaign, territory_code, indicator_id)
anti join (
    select away.territory_code, away.indicator_id, year.position + 1 as position
    from away
    join whole.marts.campaign as year using (campaign)
) as before on before.territory_code = row.territory_code and before.indicator_id = row.indicator_id and before.position = year.position
