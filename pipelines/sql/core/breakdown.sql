-- one row per campaign × territory × indicator × dimension × member, at every level: the sums over the schools that answered
with department as (from core.school_breakdown),
above as (
    select
        department.campaign, child.parent_code as territory_code, department.indicator_id, department.dimension, department.member,
        sum(department.numerator) as numerator, sum(department.denominator) as denominator, sum(department.schools)::int as schools
    from department
    join ref.child as child on child.child_code = department.territory_code
    group by all
),
nation as (
    select
        above.campaign, child.parent_code as territory_code, above.indicator_id, above.dimension, above.member,
        sum(above.numerator) as numerator, sum(above.denominator) as denominator, sum(above.schools)::int as schools
    from above
    join ref.child as child on child.child_code = above.territory_code
    group by all
)
from department
union all by name
from above
union all by name
from nation
