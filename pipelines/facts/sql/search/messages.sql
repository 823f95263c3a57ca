-- one row per message about a file of a campaign that counts or was refused, that holds every word of a search: the ten best, and how many there are
with described as (
    select
        issue.*, report.source_file, report.sequence, place.region_code,
        coalesce(report.territory_name, 'Fichier sans comité') as name, fold(problem) as folded,
        fold(concat_ws(
            ' ', report.territory_name, report.source_file, issue.sheet, issue.cell, value_read, problem, advice
        )) as searched
    from marts.issue as issue
    join marts.report as report using (source_sha256)
    left join marts.territory as place on place.territory_code = report.territory_code
    where coalesce(report.campaign, $campaign) = $campaign and (report.counts or report.outcome = 'refused')
)
select region_code, name, source_file, sheet, cell, severity, problem, count(*) over () as found
from described
where len(list_filter(string_split($text, ' '), lambda word: not contains(searched, word))) = 0
order by
    case when starts_with(folded, $text) then 0 when contains(folded, $text) then 1 else 2 end,
    sequence, sheet, row_number, cell, code
limit 10
