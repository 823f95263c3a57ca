-- one row per kind of school that the indicator concerns: how many were open on the first day of the campaign, and how many answered
with directory as (
    select
        school.kind, school.school_code,
        case when school.closed_on is null then school.open else school.closed_on > campaign.starts_on end
        and (school.opened_on is null or school.opened_on <= campaign.starts_on) as expected
    from marts.school as school
    join marts.campaign as campaign on campaign.campaign = $campaign
    left join marts.indicator as indicator on indicator.indicator_id = $indicator
    where school.territory_code = $territory and concerned(school.kind, school.sector, indicator.concerns, indicator.sector)
)
select
    directory.kind,
    count(*) filter (directory.expected) as open,
    count(*) filter (directory.expected and figure.school_code is not null) as answered
from directory
left join (from shown where indicator_id = $indicator) as figure using (school_code)
where directory.expected
group by directory.kind
order by case directory.kind when 'école' then 1 when 'collège' then 2 when 'lycée' then 3 else 4 end
