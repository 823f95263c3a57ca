-- one row per value that moved by more than half since the report that counts for the previous year
select
    now.source_sha256, now.sheet, now.row_number, now.numerator_cell as cell, now.numerator_read as value_read,
    'elle était de ' || in_french(indicator_value(now.kind, now.scale, before.numerator, before.denominator))
        || ', elle est de ' || in_french(indicator_value(now.kind, now.scale, now.numerator, now.denominator)) as detail
from core.reported as before
join ref.campaign as campaign on campaign.campaign = before.campaign
join ref.campaign as next on next.position = campaign.position + 1
join staging.stated as now
    on now.campaign = next.campaign and now.territory_code = before.territory_code
    and now.indicator_id = before.indicator_id and now.origin = before.origin
where before.situation in ('mesuré', 'estimé') and now.situation in ('mesuré', 'estimé')
    and now.kind in ('ratio', 'count') and now.origin = 'report'
    and abs(indicator_value(now.kind, now.scale, now.numerator, now.denominator)
        - indicator_value(now.kind, now.scale, before.numerator, before.denominator))
        > 0.5 * indicator_value(now.kind, now.scale, before.numerator, before.denominator)
