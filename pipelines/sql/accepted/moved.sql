-- one row per figure of a closed campaign that other definitions move: before and after, the largest movement first
select
    coalesce(before.campaign, after.campaign) as campaign,
    coalesce(before.territory_code, after.territory_code) as territory_code,
    coalesce(before.territory_level, after.territory_level) as territory_level,
    coalesce(before.kind, after.kind) as kind, coalesce(before.id, after.id) as id,
    before.value as value_before, after.value as value_after,
    before.progress as progress_before, after.progress as progress_after,
    before.status as status_before, after.status as status_after
from before
full join after
    on after.campaign = before.campaign and after.territory_code = before.territory_code
    and after.kind = before.kind and after.id = before.id
where round(before.value, 9) is distinct from round(after.value, 9)
    or round(before.progress, 9) is distinct from round(after.progress, 9)
    or before.status is distinct from after.status
order by
    case coalesce(before.kind, after.kind) when 'strategy' then 1 when 'axis' then 2 when 'objective' then 3 else 4 end,
    abs(coalesce(after.progress, 0) - coalesce(before.progress, 0)) desc, 1, 2, 5
