-- one row per dispositif that committees speak of in one campaign, for France or one region: its actions, calls and agreements
select
    line.program,
    count(*) filter (where line.kind = 'action') as actions,
    count(*) filter (where line.kind = 'action' and line.late) as late,
    count(*) filter (where line.kind = 'call') as calls,
    (sum(line.amount::decimal(38, 9)) filter (where line.kind = 'call'))::double as amount,
    count(line.amount) filter (where line.kind = 'call') as with_amount,
    count(*) filter (where line.kind = 'agreement') as agreements,
    count(distinct line.territory_code) as committees
from marts.program_line as line
join marts.territory using (territory_code)
where line.campaign = $campaign and ($region = 'NAT-FR' or territory.region_code = $region)
group by line.program
order by line.program collate fr
