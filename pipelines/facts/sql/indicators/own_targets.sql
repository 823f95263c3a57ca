-- one row per level with targets of its own for one indicator: how many, and what all those of the level make beside France's
select
    territory.level,
    count(*) filter (part.target_origin = 'agreed') as agreed, any_value(france.target) as national,
    case any_value(indicator.kind)
        when 'ratio' then sum(part.target * part.denominator) / nullif(sum(part.denominator) filter (part.target is not null), 0)
        when 'count' then sum(part.target)
        when 'share' then avg(part.target)
    end as together
from marts.indicator as indicator
join marts.indicator_progress as part on part.indicator_id = indicator.indicator_id and part.campaign = $campaign
join marts.territory as territory on territory.territory_code = part.territory_code and territory.level <> 'national'
left join marts.indicator_progress as france
    on france.campaign = $campaign and france.territory_code = 'NAT-FR' and france.indicator_id = indicator.indicator_id
where indicator.indicator_id = $indicator
group by territory.level
having agreed > 0 and together is not null
order by case territory.level when 'region' then 1 when 'academy' then 2 else 3 end
