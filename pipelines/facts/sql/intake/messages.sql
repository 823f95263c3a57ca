-- one row per message, in the order in which a person would correct them: sheet by sheet, row by row
select source_sha256, severity, code, sheet, cell, row_number, value_read, problem, advice
from marts.issue
order by source_sha256, sheet nulls first, row_number nulls first, cell
