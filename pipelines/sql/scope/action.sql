-- one row per line of the sheet Actions of a territory seen in detail: committees write freely there, as those above do
select row.* replace (
    case when above.detailed then row.regional_title end as regional_title
)
from whole.marts.action as row
semi join sight on sight.territory_code = row.territory_code and sight.detailed
join whole.marts.territory as place on place.territory_code = row.territory_code
left join sight as above on above.territory_code = place.region_code
