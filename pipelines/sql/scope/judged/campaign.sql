-- one row per campaign, in their order
select campaign
from whole.marts.campaign
order by position
