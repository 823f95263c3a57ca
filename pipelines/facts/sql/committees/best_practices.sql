-- one row per action done for one objective in a territory that leads: the first quarter of its own level
with ahead as (
    select territory_code, name, level, progress, status
    from (
        select
            territory.territory_code, territory.name, territory.level, progress.progress, progress.status,
            quantile_cont(progress.progress, 0.75) over (partition by territory.level) as upper_quartile
        from marts.objective_progress as progress
        join marts.territory using (territory_code)
        where progress.campaign = $campaign and progress.objective_id = $objective
            and territory.level in ('region', 'department')
    )
    where progress >= upper_quartile
)
select
    $campaign as campaign, $objective as objective_id, ahead.territory_code, ahead.name as territory_name, ahead.level, ahead.progress, ahead.status,
    action.title, action.lead, action.partners, action.budget, action.comment, action.due_on
from marts.action
join ahead using (territory_code)
where action.campaign = $campaign and action.objective_id = $objective and action.state = 'réalisée'
order by ahead.progress desc, ahead.name collate fr, action.row_number
limit 15
