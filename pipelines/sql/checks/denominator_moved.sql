-- one row per denominator that moved by more than a fifth since the report that counts for the previous year
select
    now.source_sha256, now.sheet, now.row_number, now.denominator_cell as cell, now.denominator_read as value_read,
    whole_in_french(before.denominator) as detail
from core.reported as before
join ref.campaign as campaign on campaign.campaign = before.campaign
join ref.campaign as next on next.position = campaign.position + 1
join staging.stated as now
    on now.campaign = next.campaign and now.territory_code = before.territory_code
    and now.indicator_id = before.indicator_id and now.origin = before.origin
where before.situation in ('mesuré', 'estimé') and now.situation in ('mesuré', 'estimé')
    and now.kind = 'ratio' and now.origin = 'report' and before.denominator > 0
    and abs(now.denominator - before.denominator) > 0.2 * before.denominator
