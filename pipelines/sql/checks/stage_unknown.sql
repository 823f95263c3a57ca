-- one row per milestone whose stage is not in the list of the indicator
select
    claim.source_sha256, claim.sheet, claim.row_number, claim.numerator_cell as cell, claim.numerator_read as value_read,
    (select string_agg(quoted(stage), ', ' order by position) from ref.stage where indicator_id = claim.indicator_id) as detail
from staging.claim as claim
where claim.numerator_fault = 'stage_unknown'
