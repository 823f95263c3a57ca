-- one row per cell behind a retained or superseded figure; its counts are left out where they count pupils, down to schools
select
    provenance.campaign, provenance.territory_code, provenance.indicator_id, provenance.source_sha256,
    case when provenance.source <> 'table' then trim(provenance.sheet) end as sheet, provenance.cell, provenance.row_number,
    case when not counts_pupils.yes then provenance.numerator end as numerator,
    case when not counts_pupils.yes then provenance.denominator end as denominator,
    provenance.retained, provenance.source, provenance.situation, provenance.reason, provenance.report_version,
    provenance.submitted_on
from provenance
join territory using (territory_code)
cross join lateral (
    select list_contains($numerators::varchar[] || $denominators::varchar[], provenance.indicator_id) as yes
) as counts_pupils
order by provenance.campaign, territory.position, provenance.indicator_id, provenance.source_sha256, provenance.sheet,
    provenance.row_number, provenance.cell
