-- one row per line of a school that was closed before the campaign, with the one that took over
select receipt.source_sha256, '' as sheet, closed.row_number, school_code(closed.school) as school_code, closed.successor
from kept as closed
join raw.receipt as receipt on receipt.sequence = closed.source
