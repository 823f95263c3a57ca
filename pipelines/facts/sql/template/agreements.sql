-- one row per agreement that the last report of a committee before a school year tells, not expired when the year begins
with last_report as (
    select max(campaign) as campaign
    from marts.report
    where kind = 'report' and counts and territory_code = $territory_code and campaign < $campaign
)
select
    agreement.campaign, agreement.subject, agreement.parties, agreement.objective_id, agreement.signed_on,
    agreement.due_on, agreement.state
from marts.agreement as agreement
join last_report using (campaign)
join marts.campaign as year on year.campaign = $campaign
where agreement.territory_code = $territory_code
    and agreement.state is distinct from 'échue' and coalesce(agreement.due_on >= year.starts_on, true)
order by agreement.sheet, agreement.row_number
