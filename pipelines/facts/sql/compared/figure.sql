-- one row per campaign × territory × indicator of one of two states that are compared; `silent`: nothing was answered there
-- an edition of before a column was added still answers: the column is empty there, and what it knows of committees tells which
-- of them were silent
select
    campaign, territory_code, indicator_id, basis, numerator, denominator, value, progress, status,
    coalesce(silent, basis = 'computed' and sent is null) as silent
from (select null::boolean as silent where false union all by name from marts.indicator_progress) as figure
left join (
    select distinct campaign, territory_code, true as sent
    from marts.report
    where counts and kind = 'report'
) as report using (campaign, territory_code)
