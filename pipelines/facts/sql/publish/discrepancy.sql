-- one row per disagreement; its counts are left out where they are small, or could give back a masked figure of that indicator
select
    row.campaign, row.territory_code, row.indicator_id, row.retained_basis,
    case when not secret.masked then row.retained_numerator end as retained_numerator,
    case when not secret.masked then row.retained_denominator end as retained_denominator,
    row.other_basis,
    case when not secret.masked then row.other_numerator end as other_numerator,
    case when not secret.masked then row.other_denominator end as other_denominator,
    secret.masked
from discrepancy as row
join territory using (territory_code)
cross join lateral (
    select (
        exists (from masked where masked.campaign = row.campaign and masked.indicator_id = row.indicator_id)
        or (
            list_contains($numerators::varchar[], row.indicator_id)
            and row.other_numerator > 0 and row.other_numerator < $threshold
        )
        or (
            list_contains($denominators::varchar[], row.indicator_id)
            and (
                row.other_denominator > 0 and row.other_denominator < $threshold
                or abs(row.other_denominator - row.other_numerator) > 0
                and abs(row.other_denominator - row.other_numerator) < $threshold
            )
        )
    ) is true as masked
) as secret
order by row.campaign, territory.position, row.indicator_id, row.retained_basis, row.other_basis, row.other_numerator
