-- one row per line whose indicator is not collected in its school year: not yet, or no longer
select
    line.source_sha256, line.sheet, line.row_number, line.code_cell as cell, line.code_read as value_read,
    case
        when indicator.since > line.campaign then 'à partir de ' || indicator.since
        else 'avant ' || indicator.retired_since
    end as detail
from (
    select source_sha256, sheet, row_number, code_cell, code_read, indicator_id, campaign from staging.observation
    union all
    select source_sha256, sheet, row_number, code_cell, code_read, indicator_id, campaign from staging.school_line
) as line
join ref.indicator as indicator using (indicator_id)
where line.campaign is not null
    and (line.campaign, line.indicator_id) not in (select (campaign, indicator_id) from ref.collected)
