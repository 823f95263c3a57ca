-- one row per ratio with a denominator and no numerator, but where the template itself put the denominator
select source_sha256, sheet, row_number, numerator_cell as cell, null as value_read, denominator_read as detail
from staging.observation
where kind = 'ratio' and indicator_origin = 'reported' and said is null
    and numerator_read is null and denominator_says is null and not denominator_in_error
    and not exists (
        from core.reference_denominator as known
        where known.campaign = observation.campaign and known.territory_code = observation.territory_code
            and known.indicator_id = observation.indicator_id and known.number = observation.denominator
    )
