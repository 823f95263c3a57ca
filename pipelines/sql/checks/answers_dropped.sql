-- one row per report that no longer carries answers of the version before it: how many, of which version, which
with report as (
    -- the versions that may count, in the order in which one replaces the other, whenever each was received
    select
        source_sha256, lag(source_sha256) over earlier as earlier_sha256, lag(version) over earlier as version
    from staging.report as report
    where kind = 'report' and report_status <> 'brouillon'
        and territory_code is not null and campaign is not null and version is not null
        and not exists (from core.refusal as refusal where refusal.source_sha256 = report.source_sha256)
    window earlier as (partition by campaign, territory_code order by version, submitted_on nulls first, sequence)
),
dropped as (
    select distinct report.source_sha256, report.version, answer.indicator_id
    from report
    join staging.stated as answer
        on answer.source_sha256 = report.earlier_sha256 and answer.origin = 'report' and answer.situation <> 'non disponible'
    where not exists (
        from staging.observation as line
        where line.source_sha256 = report.source_sha256 and line.indicator_id = answer.indicator_id and not line.blank
    )
)
select
    dropped.source_sha256, any_value(read.sheet) as sheet, any_value(read.version_cell) as cell,
    any_value(read.version_read) as value_read,
    case count(*)
        when 1 then 'une réponse de la version ' || any_value(dropped.version) || ' disparaît'
        else count(*) || ' réponses de la version ' || any_value(dropped.version) || ' disparaissent'
    end || chr(8239) || ': ' || string_agg(dropped.indicator_id, ', ' order by indicator.position) as detail
from dropped
join ref.indicator as indicator using (indicator_id)
join staging.identification as read on read.source_sha256 = dropped.source_sha256
group by dropped.source_sha256
