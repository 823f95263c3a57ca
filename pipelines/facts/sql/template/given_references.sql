-- one row per reference that a committee ever gave to one of its actions
select distinct reference
from marts.action
where territory_code = $territory_code and reference is not null
