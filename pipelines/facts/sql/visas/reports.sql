-- one row per report of a département that counts and whose file may be seen, in a campaign (all where none is given)
select
    report.campaign, report.territory_code, place.name as territory_name, place.region_code, region.name as region_name,
    report.version, report.submitted_on, report.source_sha256
from marts.collection as report
join marts.territory as place using (territory_code)
left join marts.territory as region on region.territory_code = place.region_code
where coalesce(report.campaign = $campaign, true) and report.level = 'department'
    and report.state in ('received', 'with_reserves') and report.source_sha256 is not null
order by report.campaign, place.position
