-- one row per campaign × committee that must report: what was received from it, the report that counts first
select
    year.campaign, territory.territory_code, territory.level,
    case
        when report.outcome is null then 'missing'
        when report.outcome = 'refused' then 'refused'
        when report.report_status = 'brouillon' then 'draft'
        when report.outcome = 'accepted_with_reserves' then 'with_reserves'
        else 'received'
    end as state,
    report.source_file, report.source_sha256, report.version, report.report_status, report.submitted_on,
    coalesce(report.errors, 0) as errors, coalesce(report.warnings, 0) as warnings,
    exists (
        from core.counting as before
        join ref.campaign as previous on previous.campaign = before.campaign
        where previous.position = year.position - 1 and before.territory_code = territory.territory_code
    ) as reported_last_year,
    report.outcome is null and year.ends_on < (select max(received_at)::date from raw.receipt) as late,
    coalesce(report.received_late, false) as received_late
from ref.campaign as year
cross join ref.territory as territory
left join marts.report as report
    on report.kind = 'report' and report.campaign = year.campaign and report.territory_code = territory.territory_code
where territory.level in ('department', 'region', 'national')
qualify row_number() over (
    partition by year.campaign, territory.territory_code
    order by report.counts desc nulls last, report.outcome <> 'refused' desc, report.version desc nulls last, report.sequence desc
) = 1
order by year.position, territory.position
