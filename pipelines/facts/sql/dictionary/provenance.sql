-- one row per cell behind a figure, as it may leave: what counts the pupils of one school is left out, and where it stands,
-- as screens and workbooks leave it out; the sheet of the school shows it, masked where it is small
select * replace (
    case when not coalesce(confidential, false) then cell end as cell,
    case when not coalesce(confidential, false) then row_number end as row_number,
    case when not coalesce(confidential, false) then numerator end as numerator,
    case when not coalesce(confidential, false) then denominator end as denominator,
    case when not coalesce(confidential, false) then value_read_numerator end as value_read_numerator,
    case when not coalesce(confidential, false) then value_read_denominator end as value_read_denominator
)
from marts.provenance
