-- one row per axis and committee: what the committee says of an axis, beside the status computed for its territory
select
    assessment.campaign, assessment.axis_id, axis.title, territory.territory_code, territory.name as territory_name, territory.level,
    assessment.appraisal, assessment.progress, assessment.status, assessment.disagrees,
    assessment.highlights, assessment.difficulties, assessment.requests
from marts.assessment
join marts.territory using (territory_code)
left join marts.axis on axis.axis_id = assessment.axis_id
where assessment.campaign = $campaign and list_contains($committees, assessment.territory_code)
order by assessment.axis_id, territory.position, assessment.row_number
