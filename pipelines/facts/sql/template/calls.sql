-- one row per call for projects of the last report of a committee before a school year, still open when the year begins
with last_report as (
    select max(campaign) as campaign
    from marts.report
    where kind = 'report' and counts and territory_code = $territory_code and campaign < $campaign
)
select
    call.campaign, call.title, call.funder, call.objective_id, call.amount, call.deadline, call.state,
    call.beneficiaries
from marts.call_for_projects as call
join last_report using (campaign)
join marts.campaign as year on year.campaign = $campaign
where call.territory_code = $territory_code
    and coalesce(call.state, 'ouvert') in ('à venir', 'ouvert') and coalesce(call.deadline >= year.starts_on, true)
order by call.sheet, call.row_number
