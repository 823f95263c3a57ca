-- one row per kind of school and body: what was declared in one campaign, for France or one region
select
    body.school_kind, body.body,
    count(*) as declared,
    count(distinct body.school_code) as schools,
    count(*) filter (where body.digital_section = 'oui') as digital,
    count(distinct body.territory_code) as departments
from marts.school_body as body
join marts.territory on territory.territory_code = body.territory_code
where body.campaign = $campaign and ($region = 'NAT-FR' or territory.region_code = $region)
group by all
order by min(case body.school_kind when 'école' then 1 when 'collège' then 2 else 3 end), body.body
