-- one row per cell behind a retained or superseded figure of the indicator in the campaign; the counts of pupils of one
-- school are left out: its own sheet shows them, masked where they are small
select
    campaign, territory_code, indicator_id, source_file, source_sha256, sheet, cell, row_number,
    case when not coalesce(confidential, false) then numerator end as numerator,
    case when not coalesce(confidential, false) then denominator end as denominator, retained, source, situation,
    case when not coalesce(confidential, false) then value_read_numerator end as value_read_numerator,
    case when not coalesce(confidential, false) then value_read_denominator end as value_read_denominator, reason,
    report_version, submitted_on, comment, confidential
from marts.provenance
where campaign = $campaign and indicator_id = $indicator
order by territory_code, retained desc, source, report_version desc, source_file, row_number
