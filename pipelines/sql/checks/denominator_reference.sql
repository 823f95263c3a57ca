-- one row per denominator of a report that counts which differs by more than 2 % from what an official table counts
select
    stated.source_sha256, stated.sheet, stated.row_number, stated.denominator_cell as cell, stated.denominator_read as value_read,
    whole_in_french(official.number) || ' (' || official.label || ', ' || official.source || ')' as detail
from core.reported as reported
join staging.stated as stated
    on stated.source_sha256 = reported.source_sha256 and stated.sheet = reported.sheet and stated.row_number = reported.row_number
join core.reference_denominator as official
    on official.campaign = reported.campaign and official.territory_code = reported.territory_code
    and official.indicator_id = reported.indicator_id
where reported.origin = 'report' and reported.denominator is not null
    and abs(reported.denominator - official.number) > 0.02 * official.number
