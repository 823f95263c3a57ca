-- one row per disagreement: a stated figure, or a roll-up, beside the retained one and further from it than half a percent,
-- or a stated figure that is contradicted by its parts, beside these
with stated as (
    select
        retained.*, stated.origin as other_basis,
        coalesce(stated.numerator, 0) * weight as other_numerator, coalesce(stated.denominator, 0) * weight as other_denominator,
        if(stated.origin = 'report', retained.report_contradicted, retained.table_contradicted) as contradicted,
        false as is_rollup
    from core.retained as retained
    join ref.indicator as indicator using (indicator_id)
    cross join lateral (select case when indicator.kind = 'share' then retained.expected else 1 end as weight)
    join core.reported as stated using (campaign, territory_code, indicator_id)
    where stated.situation <> 'non disponible'
),
rolled as (
    -- at the level that reports it, where what is stated stays retained
    select
        *, if(rollup_complete, 'rollup_complete', 'rollup_partial') as other_basis,
        rollup_numerator as other_numerator, rollup_denominator as other_denominator,
        if(basis = 'report', report_contradicted, table_contradicted) as contradicted, true as is_rollup
    from core.retained
    where basis in ('report', 'table')
        and (rollup_complete or if(basis = 'report', report_contradicted, table_contradicted))
),
beside as (
    from stated where basis in ('rollup_complete', 'report', 'table') and other_basis <> basis
    union all by name
    from rolled
),
apart as (
    select
        beside.campaign, beside.territory_code, beside.indicator_id, indicator.kind, basis as retained_basis,
        beside.numerator as retained_numerator, beside.denominator as retained_denominator,
        other_basis, other_numerator, other_denominator
    from beside
    join ref.indicator as indicator using (indicator_id)
    where (contradicted and (is_rollup or basis = 'rollup_complete'))
        or abs(other_numerator - sum_numerator) > 0.005 * abs(sum_numerator)
        or (indicator.kind = 'ratio' and abs(other_denominator - sum_denominator) > 0.005 * abs(sum_denominator))
    union all by name
    -- not retained because its parts exceed it: the two are told beside each other, whatever is retained instead
    select
        stated.campaign, stated.territory_code, stated.indicator_id, indicator.kind, 'rollup_partial' as retained_basis,
        rollup_numerator as retained_numerator,
        case when indicator.kind <> 'count' then rollup_denominator end as retained_denominator,
        other_basis, other_numerator, other_denominator
    from stated
    join ref.indicator as indicator using (indicator_id)
    join ref.territory as territory on territory.territory_code = stated.territory_code and territory.level <> indicator.level
    where contradicted and not rollup_complete
)
select
    campaign, territory_code, indicator_id, retained_basis,
    retained_numerator::double as retained_numerator, retained_denominator::double as retained_denominator,
    other_basis, other_numerator::double as other_numerator,
    case when kind <> 'count' then other_denominator end::double as other_denominator
from apart
