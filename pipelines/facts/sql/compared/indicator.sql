-- one row per indicator of one of two states that are compared; an edition of before indicators could end has none that did
select null::varchar as retired_since where false union all by name from marts.indicator
