-- one row per school × indicator that answered in the campaign $campaign within the département $territory; as it was received, nothing masked
select school_code, indicator_id, numerator, denominator, expected
from schools.value
where campaign = $campaign and territory_code = $territory and indicator_id = coalesce($indicator, indicator_id)
