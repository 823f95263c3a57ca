-- one row per committee × axis that judges otherwise than the figures of its territory, here and beneath
select
    assessment.axis_id, place.name, place.territory_code, place.level, assessment.appraisal, assessment.status,
    assessment.progress, assessment.difficulties
from marts.assessment as assessment
join marts.territory as place using (territory_code)
where assessment.campaign = $campaign and assessment.disagrees
    and (place.territory_code = $territory or place.region_code = $territory or $territory = 'NAT-FR')
order by assessment.axis_id, place.position
