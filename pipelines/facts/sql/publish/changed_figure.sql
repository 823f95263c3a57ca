-- one row per campaign × territory × indicator of a publication, as its tables show it; `silent`: nothing was answered there
select
    campaign, territory_code, indicator_id, basis, numerator, denominator, value, progress, status,
    coalesce(basis = 'computed' and sent is null, false) as silent
from indicator_progress
left join (
    select distinct campaign, territory_code, true as sent
    from report
    where counts and kind = 'report'
) as received using (campaign, territory_code)
