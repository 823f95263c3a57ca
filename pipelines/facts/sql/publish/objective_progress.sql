-- one row per campaign × territory × objective: its progress, or nothing where an indicator behind it is masked, since a mean and its other terms give it back
select
    row.campaign, row.territory_code, row.objective_id, row.axis_id,
    case when secret.masked then null else row.progress end as progress,
    row.expected_progress, row.indicators_scored, row.indicators_followed,
    case when secret.masked then 'masked' else row.status end as status,
    secret.masked
from objective_progress as row
join territory using (territory_code)
cross join lateral (
    select count(*) > 0 as masked
    from masked_progress as hidden
    where hidden.campaign = row.campaign and hidden.territory_code = row.territory_code
        and hidden.objective_id = row.objective_id
) as secret
order by row.campaign, territory.position, row.objective_id
