-- one row: the last campaign of a publication whose collection was over
select max(campaign) as campaign
from (
    select campaign
    from indicator_progress
    where territory_code = 'NAT-FR'
    group by campaign
    having count(value) > 0 and count(*) filter (where status = 'collecting') = 0
)
