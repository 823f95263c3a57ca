-- one row per figure of one campaign ($campaign) that a report or a table states, and the cell that says it
select territory_code, indicator_id, source_file, sheet, cell, source, report_version, comment
from (select null::varchar as comment where false union all by name from marts.provenance)
where retained and source in ('report', 'table') and campaign = $campaign
