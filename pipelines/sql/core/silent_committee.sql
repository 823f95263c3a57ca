-- one row per campaign × territory whose committee must report and from which nothing was received
select campaign.campaign, territory.territory_code
from ref.campaign as campaign
cross join ref.territory as territory
where territory.level in ('department', 'region', 'national') and not exists (
    from staging.report as report
    where report.kind = 'report' and report.campaign = campaign.campaign
        and report.territory_code = territory.territory_code
)
