-- one row per territory × objective of a level, in the whole of France or in one $region, the territories by name
select
    $axis as whole_axis, territory.territory_code, territory.name, territory.level, objective.objective_id, objective.axis_id,
    cell.progress, cell.expected_progress, coalesce(cell.shown_status, cell.status) as status,
    case when $axis is null then whole.progress else axis.progress end as whole_progress,
    case when $axis is null then coalesce(whole.shown_status, whole.status) else coalesce(axis.shown_status, axis.status) end as whole_status,
    case when $axis is null then whole.objectives_scored else axis.objectives_scored end as whole_scored,
    case when $axis is null then whole.objectives_scorable else axis.objectives_scorable end as whole_scorable
from marts.territory
cross join marts.objective
left join marts.objective_progress as cell
    on cell.territory_code = territory.territory_code and cell.objective_id = objective.objective_id
    and cell.campaign = $campaign
left join marts.strategy_progress as whole
    on whole.territory_code = territory.territory_code and whole.campaign = $campaign
left join marts.axis_progress as axis
    on axis.territory_code = territory.territory_code and axis.campaign = $campaign and axis.axis_id = $axis
where territory.level = $level and ($region is null or $region in (territory.region_code, territory.territory_code))
    and ($axis is null or objective.axis_id = $axis)
    and (
        $status is null
        or territory.territory_code in (
            select territory_code
            from marts.objective_progress
            where campaign = $campaign and coalesce(shown_status, status) = $status and ($axis is null or axis_id = $axis)
        )
    )
order by territory.name collate fr, territory.territory_code, objective.axis_id, objective.objective_id
