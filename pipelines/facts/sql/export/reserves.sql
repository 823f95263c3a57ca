-- one row per thing that weakens the figures of a campaign within a territory: file refused, committee silent, row set aside, partial value
select *
from (
    select
        1 as rank, 'refused' as nature, report.territory_code, coalesce(territory.name, report.territory_name) as territory_name,
        null as indicator_id, report.source_file, null as sheet, null as cell, null as value_read,
        report.reason as problem, null as advice, null as coverage, report.sequence as place
    from marts.report
    left join marts.territory on territory.territory_code = report.territory_code
    where report.outcome = 'refused' and (report.campaign = $campaign or report.campaign is null)
        and (
            $territory in ('NAT-FR', territory.region_code, territory.academy_code, territory.territory_code)
        )
    union all by name
    select
        2 as rank, collection.state as nature, collection.territory_code, territory.name as territory_name,
        collection.source_file, territory.position as place
    from marts.collection
    join marts.territory on territory.territory_code = collection.territory_code
    where collection.campaign = $campaign and collection.state in ('missing', 'draft')
        and $territory in ('NAT-FR', territory.region_code, territory.academy_code, territory.territory_code)
    union all by name
    select
        3 as rank, 'error' as nature, report.territory_code, territory.name as territory_name,
        report.source_file, issue.sheet, issue.cell, issue.value_read, issue.problem, issue.advice, report.sequence as place
    from marts.issue
    join marts.report on report.source_sha256 = issue.source_sha256
    left join marts.territory on territory.territory_code = report.territory_code
    where issue.severity = 'error' and report.counts and (report.campaign = $campaign or report.kind = 'table')
        and $territory in ('NAT-FR', territory.region_code, territory.academy_code, territory.territory_code)
    union all by name
    select
        4 as rank, 'partial' as nature, progress.territory_code, territory.name as territory_name,
        progress.indicator_id, indicator.title as problem, progress.coverage, indicator.position as place
    from marts.indicator_progress as progress
    join marts.indicator on indicator.indicator_id = progress.indicator_id
    join marts.territory on territory.territory_code = progress.territory_code
    where progress.campaign = $campaign and progress.partial and progress.territory_code = $territory
)
order by rank, place, sheet, cell
