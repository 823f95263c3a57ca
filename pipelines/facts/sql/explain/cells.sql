-- one row per cell behind a retained or superseded figure of the indicator in the campaign; the counts of pupils of one
-- school are left out: its own sheet shows them, masked where they are small
select * replace (
    case when not coalesce(confidential, false) then numerator end as numerator,
    case when not coalesce(confidential, false) then denominator end as denominator,
    case when not coalesce(confidential, false) then value_read_numerator end as value_read_numerator,
    case when not coalesce(confidential, false) then value_read_denominator end as value_read_denominator
)
from marts.provenance
where campaign = $campaign and indicator_id = $indicator
order by territory_code, retained desc, source, report_version desc, source_file, row_number
