-- one row per campaign × département × indicator × dimension × member: the sums over the schools of a group that answered;
-- schools of which no table tells the group are a member too, so that the members add up to the whole
with value as (
    select kept.campaign, kept.department, kept.indicator, kept.school, kept.numerator, kept.denominator, place.kind, place.sector
    from kept
    left join core.school_year as year on year.campaign = kept.campaign
    left join core.school_place as place on place.year = year.year and place.school = kept.school
),
known as (
    -- where a table tells who is in priority education, those it does not name are outside
    select distinct territory_code from staging.school_trait where dimension = 'education_prioritaire' and fault is null
    union
    select department.territory_code
    from staging.school_statement as line
    join core.school_department as department using (department)
    where line.fault is null
        and line.source_sha256 in (select source_sha256 from staging.school_trait where dimension = 'education_prioritaire')
),
told as (
    -- the group of a school in a campaign: that of the last year told before it or in it, else of the first one after
    select year.campaign, trait.school, trait.dimension, trait.member
    from staging.school_trait as trait
    cross join core.school_year as year
    where trait.fault is null
    qualify row_number() over (
        partition by year.campaign, trait.school, trait.dimension
        order by
            coalesce(trait.campaign <= year.campaign, true) desc,
            case when trait.campaign <= year.campaign then trait.campaign end desc nulls last,
            trait.campaign, trait.sequence desc, trait.member desc
    ) = 1
),
grouped as (
    select value.*, 'type' as dimension, coalesce(kind, 'inconnu') as member from value
    union all
    select value.*, 'secteur' as dimension, coalesce(sector, 'inconnu') as member from value
    union all
    select
        value.*, 'education_prioritaire' as dimension,
        coalesce(told.member, case when known.territory_code is not null then 'hors éducation prioritaire' end, 'inconnu') as member
    from value
    join core.school_department as place using (department)
    left join told on told.campaign = value.campaign and told.school = value.school and told.dimension = 'education_prioritaire'
    left join known on known.territory_code = place.territory_code
    where exists (from known)
    union all
    select value.*, other.dimension, coalesce(told.member, 'inconnu') as member
    from value
    cross join (select distinct dimension from told where dimension <> 'education_prioritaire') as other
    left join told on told.campaign = value.campaign and told.school = value.school and told.dimension = other.dimension
)
select
    grouped.campaign, department.territory_code, indicator.indicator_id, grouped.dimension, grouped.member,
    coalesce(sum(grouped.numerator), 0)::decimal(38, 9) as numerator,
    case when kind.kind = 'ratio' then coalesce(sum(grouped.denominator), 0)::decimal(38, 9) end as denominator,
    count(*)::int as schools
from grouped
join core.school_department as department using (department)
join core.school_indicator as indicator using (indicator)
join ref.indicator as kind using (indicator_id)
group by grouped.campaign, department.territory_code, indicator.indicator_id, grouped.dimension, grouped.member, kind.kind
