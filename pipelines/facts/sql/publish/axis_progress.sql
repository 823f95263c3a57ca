-- one row per campaign × territory × axis: its progress, or nothing where an indicator behind it is masked, since a mean and its other terms give it back
select
    row.campaign, row.territory_code, row.axis_id,
    case when secret.masked then null else row.progress end as progress,
    row.expected_progress, row.objectives_scored,
    case when secret.masked then 'masked' else row.status end as status,
    secret.masked
from axis_progress as row
join territory using (territory_code)
cross join lateral (
    select count(*) > 0 as masked
    from masked_progress as hidden
    where hidden.campaign = row.campaign and hidden.territory_code = row.territory_code
        and hidden.axis_id = row.axis_id
) as secret
order by row.campaign, territory.position, row.axis_id
