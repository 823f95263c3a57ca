-- one row per distinct content received, whatever its outcome; a reserve is a row set aside, a doubt is none
with messages as (
    select
        source_sha256,
        count(*) filter (severity = 'refusal') as refusals,
        count(*) filter (severity = 'error')::int as errors,
        count(*) filter (severity = 'warning')::int as warnings,
        string_agg(problem, ' ' order by code) filter (severity = 'refusal') as reason
    from core.issue
    group by source_sha256
)
select
    report.source_file, report.source_sha256, report.received_at::timestamp as received_at,
    case report.kind when 'table' then 'table' else 'report' end as kind,
    report.campaign, report.territory_code, report.version, report.report_status,
    case
        when refusals > 0 then 'refused'
        when errors > 0 then 'accepted_with_reserves'
        else 'accepted'
    end as outcome,
    coalesce(refusals, 0) = 0 and (report.kind = 'table' or counting.source_sha256 = report.source_sha256) is true as counts,
    coalesce(errors, 0) as errors, coalesce(warnings, 0) as warnings,
    territory.name as territory_name, report.level, report.submitted_on, messages.reason,
    case
        when refusals is null or refusals = 0 then nullif(counting.source_sha256, report.source_sha256)
    end as superseded_by,
    report.sequence,
    -- it counts all the same
    report.kind <> 'table' and coalesce(closing.closed_on < report.received_at::timestamp::date, false) as received_late
from staging.report as report
left join messages using (source_sha256)
left join core.counting as counting
    on counting.campaign = report.campaign and counting.territory_code = report.territory_code
left join ref.closing as closing on closing.campaign = report.campaign
left join ref.territory as territory on territory.territory_code = report.territory_code
order by report.sequence
