-- one row per quarter × follow-up objective: of each quarter, the table that was received last counts, whole
select
    campaign, objective_id, plain_spaces(number) as number, title,
    'T' || quarter(starts_on) || ' ' || year(starts_on) as quarter, starts_on,
    declared, next_step, lead, source_sha256, sheet, row_number
from staging.follow_up_line
where campaign is not null
qualify sequence = max(sequence) over (partition by starts_on)
    and row_number() over (partition by source_sha256, fold(number), starts_on order by row_number desc) = 1
