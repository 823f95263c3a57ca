-- one row per indicator: what its numerator and its denominator count
select indicator_id, numerator_label, denominator_label
from whole.marts.indicator
