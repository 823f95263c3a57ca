-- one row per action of a campaign that holds every word of a search where the list of actions looks for it: the ten best, and how many there are
with described as (
    select
        action.*, place.name, place.level, place.number, place.position, fold(action.title) as folded,
        -- what pipelines/facts/roadmap.py looks in: the link to the list must find what was found here
        fold(concat_ws(' ', action.title, lead, partners, place.name, reference, comment)) as searched
    from marts.action as action
    join marts.territory as place using (territory_code)
    where campaign = $campaign
)
select territory_code, name, level, number, title, reference, objective_id, state, count(*) over () as found
from described
where len(list_filter(string_split($text, ' '), lambda word: not contains(searched, word))) = 0
order by
    case
        when folded = $text or fold(reference) = $text then 0
        when starts_with(folded, $text) then 1
        when contains(folded, $text) then 2
        else 3
    end,
    position, source_sha256, sheet, row_number
limit 10
