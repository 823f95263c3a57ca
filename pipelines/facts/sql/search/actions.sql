-- one row per action of a campaign: what a search knows it by
select
    territory_code, place.name, place.level, place.number, action.title, reference, state,
    case when reference is null then [] else [reference] end as exact,
    -- what pipelines/facts/roadmap.py looks in: the list that a result leads to must find it too
    concat_ws(' ', action.title, lead, partners, place.name, reference, comment) as searched
from marts.action as action
join marts.territory as place using (territory_code)
where campaign = $campaign
order by place.position, source_sha256, sheet, row_number
