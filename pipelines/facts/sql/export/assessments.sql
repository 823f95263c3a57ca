-- one row per appraisal of an axis by the committees within a territory in one campaign
select
    territory.territory_code, territory.name as territory_name,
    assessment.axis_id, assessment.appraisal, assessment.highlights, assessment.difficulties, assessment.requests
from marts.assessment
join marts.territory on territory.territory_code = assessment.territory_code
where assessment.campaign = $campaign
    and $territory in ('NAT-FR', territory.region_code, territory.academy_code, territory.territory_code)
order by territory.position, assessment.axis_id, assessment.source_sha256, assessment.row_number
