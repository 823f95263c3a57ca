-- one row per stated figure, or complete roll-up, that differs from the retained one by more than half a percent
with other as (
    select campaign, territory_code, indicator_id, origin as basis,
        coalesce(numerator, 0) as numerator, coalesce(denominator, 0) as denominator
    from core.reported
    where situation <> 'non disponible'
    union all by name
    select campaign, territory_code, indicator_id, 'rollup_complete' as basis,
        rollup_numerator as numerator, rollup_denominator as denominator
    from core.retained
    where rollup_complete and basis <> 'rollup_complete'
)
select
    retained.campaign, retained.territory_code, retained.indicator_id,
    retained.basis as retained_basis,
    retained.numerator::double as retained_numerator, retained.denominator::double as retained_denominator,
    other.basis as other_basis,
    (other.numerator * weight)::double as other_numerator,
    case when indicator.kind <> 'count' then other.denominator * weight end::double as other_denominator
from core.retained as retained
join ref.indicator as indicator using (indicator_id)
cross join lateral (select case when indicator.kind = 'share' then retained.expected else 1 end as weight)
join other using (campaign, territory_code, indicator_id)
where retained.basis in ('rollup_complete', 'report', 'table') and other.basis <> retained.basis
    and (
        abs(other.numerator * weight - retained.sum_numerator) > 0.005 * abs(retained.sum_numerator)
        or (indicator.kind = 'ratio'
            and abs(other.denominator * weight - retained.sum_denominator) > 0.005 * abs(retained.sum_denominator))
    )
