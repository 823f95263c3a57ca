-- one row per report that no longer carries answers of the one that counted before it: how many, of which version, which
with report as (
    select *, row_number() over (
        partition by campaign, territory_code order by version, submitted_on nulls first, sequence
    ) as place
    from staging.report
    where kind = 'report' and report_status <> 'brouillon'
        and territory_code is not null and campaign is not null and version is not null
        and not exists (from core.refusal as refusal where refusal.source_sha256 = report.source_sha256)
),
replaced as (
    -- what counted when it was received; where all that it replaces came after it, the best of that
    select now.source_sha256, before.source_sha256 as earlier_sha256, before.version
    from report as now
    join report as before
        on before.campaign = now.campaign and before.territory_code = now.territory_code and before.place < now.place
    where not exists (
        from report as better
        where better.campaign = now.campaign and better.territory_code = now.territory_code
            and better.sequence < now.sequence and better.place > now.place
    )
    qualify row_number() over (
        partition by now.source_sha256 order by before.sequence < now.sequence desc, before.place desc
    ) = 1
),
dropped as (
    select distinct replaced.source_sha256, replaced.version, answer.indicator_id
    from replaced
    join staging.stated as answer
        on answer.source_sha256 = replaced.earlier_sha256 and answer.origin = 'report' and answer.situation <> 'non disponible'
    where not exists (
        from staging.observation as line
        where line.source_sha256 = replaced.source_sha256 and line.indicator_id = answer.indicator_id and not line.blank
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
