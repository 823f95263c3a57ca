-- one row per figure of the year before that was revised: what it was, what it is, and the file that says so
select
    before.territory_code, before.indicator_id,
    before.numerator as numerator_before, before.denominator as denominator_before,
    now.numerator as numerator_now, now.denominator as denominator_now,
    before.basis as basis_before, now.basis as basis_now,
    source.source_file, source.sheet, source.cell, source.report_version, source.comment
from figure as before
join figure as now using (campaign, territory_code, indicator_id)
left join source on source.territory_code = now.territory_code and source.indicator_id = now.indicator_id
where before.state = 'before' and now.state = 'after' and before.campaign = $campaign_before
    and before.basis in ('report', 'table') and now.basis in ('report', 'table')
    and (before.numerator is distinct from now.numerator or before.denominator is distinct from now.denominator)
