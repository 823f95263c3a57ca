-- one row per campaign × territory × indicator of open data of before, as their tables tell it; a figure that is masked there is taken to be what it is now
select
    told.* replace (
        case when told.masked and told.value is null then now.numerator else told.numerator end as numerator,
        case when told.masked and told.value is null then now.denominator else told.denominator end as denominator
    )
from told
left join now using (campaign, territory_code, indicator_id)
