-- one row per cell behind a retained or superseded figure of the indicator in the campaign
select *
from marts.provenance
where campaign = $campaign and indicator_id = $indicator
order by territory_code, retained desc, source, report_version desc, source_file, row_number
