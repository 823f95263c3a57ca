-- one row: how many meetings the same committees held in one school year, and how many of them say who was present
select
    count(*) as held,
    count(*) filter (where stated.source_sha256 is not null) as stated
from marts.meeting
join marts.territory using (territory_code)
left join (select distinct source_sha256, sheet, row_number from marts.attendance) as stated
    using (source_sha256, sheet, row_number)
where meeting.campaign = $campaign and meeting.in_school_year and meeting.meeting_type in ('comité', 'comité unique')
    and case when $region = 'NAT-FR' then territory.level = 'national' else territory.region_code = $region end
