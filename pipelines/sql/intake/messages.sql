-- one row per message
select source_sha256, severity, code, sheet, cell, row_number, value_read, problem, advice
from marts.issue
