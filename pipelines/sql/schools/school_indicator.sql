-- one row per indicator, with the number that stands for it among the rows of schools
select
    indicator_id, folded, position, decimals, indicator_number(indicator_id) as indicator,
    -- a percentage that has no bound of its own is bounded by one hundred
    case when unit = '%' and upper_bound is not null then least(1, upper_bound / scale) else upper_bound / scale end::decimal(18, 6) as ceiling,
    concerns, sector
from ref.indicator
