-- one row per campaign × département × kind of school × body: the schools whose body met, out of those of the directory
with held as (
    -- a lycée whose council met twice is one school; a line dated outside the school year is not counted
    select
        line.campaign, line.territory_code, line.school_kind as kind, line.body,
        count(distinct line.school_code) as schools,
        count(*) as meetings,
        count(distinct line.school_code) filter (line.digital_section = 'oui') as with_digital_section
    from marts.school_body as line
    join ref.campaign as campaign using (campaign)
    where line.body is not null and line.school_kind is not null
        and (line.meeting_date is null or line.meeting_date between campaign.starts_on and campaign.ends_on)
    group by all
),
expected as (
    select year.campaign, department.territory_code, school.kind, count(*) as schools
    from core.school_place as place
    join core.school_year as year using (year)
    join core.school_department as department using (department)
    join marts.school as school on school.school_code = school_code(place.school)
    where place.open and school.kind is not null
    group by all
)
select
    held.campaign, held.territory_code, held.kind, held.body,
    held.schools::int as schools, held.meetings::int as meetings, held.with_digital_section::int as with_digital_section,
    expected.schools::int as expected
from held
left join expected using (campaign, territory_code, kind)
order by held.campaign, held.territory_code, held.kind, held.body
