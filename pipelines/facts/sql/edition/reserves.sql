-- one row per refusal and per discrepancy that an edition of the campaign must own up to; `key` names it for ever
select
    'refus' as kind, report.source_sha256 as key,
    report.source_file || coalesce(' (' || report.territory_name || ')', '') as subject, report.reason as fact
from marts.report as report
where report.outcome = 'refused' and (report.campaign = $campaign or report.campaign is null)
union all by name
select
    'écart' as kind,
    discrepancy.territory_code || ' ' || discrepancy.indicator_id || ' ' || discrepancy.other_basis as key,
    territory.name || ', ' || indicator.indicator_id || ' ' || indicator.title as subject,
    format('{:.0f} sur {:.0f} retenu, {:.0f} sur {:.0f} aussi reçu',
        coalesce(retained_numerator, 0), coalesce(retained_denominator, 0),
        coalesce(other_numerator, 0), coalesce(other_denominator, 0)) as fact
from marts.discrepancy as discrepancy
join marts.territory as territory using (territory_code)
join marts.indicator as indicator using (indicator_id)
where discrepancy.campaign = $campaign
order by kind desc, key
