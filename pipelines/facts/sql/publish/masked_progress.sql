-- one row per campaign × indicator × territory whose progress is masked: its figure is, or the figure it started from
select progress.campaign, progress.indicator_id, progress.objective_id, progress.axis_id, progress.territory_code
from indicator_progress as progress
join indicator on indicator.indicator_id = progress.indicator_id
where progress.value is not null
    and exists (
        from masked
        where masked.indicator_id = progress.indicator_id and masked.territory_code = progress.territory_code
            and masked.campaign in (progress.campaign, indicator.baseline_campaign)
    )
