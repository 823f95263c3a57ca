-- one row per line whose indicator is not collected in its school year: not yet, or no longer
select
    line.source_sha256, line.sheet, line.row_number, line.cell, line.value_read,
    case
        when indicator.since > line.campaign then 'à partir de ' || indicator.since
        else 'avant ' || indicator.retired_since
    end as detail
from (
    select source_sha256, sheet, row_number, code_cell as cell, code_read as value_read, campaign, indicator_id
    from staging.observation
    where (campaign, indicator_id) not in (select (campaign, indicator_id) from ref.collected)
    union all
    select fault.source_sha256, fault.sheet, fault.row_number, fault.cell, fault.value_read, school_year(fault.campaign_read), indicator.indicator_id
    from staging.school_fault as fault
    join ref.indicator as indicator on indicator.folded = fold(fault.code_read)
    where fault.fault = 'indicator_not_collected'
) as line
join ref.indicator as indicator using (indicator_id)
where line.campaign is not null
