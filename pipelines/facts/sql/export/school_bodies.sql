-- one row per meeting of a school's own body told by the committees within a territory in one campaign
select
    territory.territory_code, territory.name as territory_name,
    body.school_code, body.school_kind, body.body, body.meeting_date, body.digital_section, body.comment
from marts.school_body as body
join marts.territory on territory.territory_code = body.territory_code
where body.campaign = $campaign
    and $territory in ('NAT-FR', territory.region_code, territory.academy_code, territory.territory_code)
order by territory.position, body.school_code, body.source_sha256, body.row_number
