-- one row per line of a Synthèse that asks something of the level above, in a campaign and of a territory and those beneath it
-- (all of them where none is given)
select
    assessment.campaign, assessment.territory_code, place.name as territory_name, place.level,
    coalesce(place.region_code, place.territory_code) as region_code, assessment.axis_id, axis.title as axis_title,
    assessment.requests, coalesce(report.submitted_on, report.received_at::date) as sent_on
from marts.assessment as assessment
join marts.territory as place using (territory_code)
left join marts.axis as axis using (axis_id)
left join marts.report as report using (source_sha256)
where coalesce(assessment.campaign = $campaign, true) and trim(assessment.requests) <> ''
    and coalesce($territory in ('NAT-FR', place.territory_code, place.region_code), true)
    -- above France there is no level that answers
    and place.level in ('region', 'department')
order by assessment.campaign, place.position, assessment.axis_id, assessment.row_number
