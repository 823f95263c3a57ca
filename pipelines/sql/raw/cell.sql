-- one row per cell of a report that is not empty, as it stands but for addresses and telephone numbers
select * replace (
    case
        when field in ('numerator', 'denominator') then figure_without_contact(value_read)
        else without_contact(value_read)
    end as value_read
)
from found
semi join raw.receipt using (source_sha256)
