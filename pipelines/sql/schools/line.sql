-- one row per line of a table of schools, in the order of its file: typed, with the sum of its faults
-- No join here: the engine would no longer give the lines in their order, and a line is explained by its row.
with guessed as (
    -- the spellings one expects are told at a glance; only the others are understood slowly, here and below
    select
        *,
        enum_code(try_cast(campaign as school_year_text)) as year_guessed,
        enum_code(try_cast(code as school_code_text)) as code_guessed,
        try_cast(left(school_code, 7) as int) as digits,
        try_cast(numerator as int) as amount_guessed, try_cast(denominator as int) as base_guessed
    from written
),
placed as (
    -- case, not coalesce: what is not needed must not be computed
    select
        *,
        case
            when year_guessed is not null then year_guessed
            else enum_code(try_cast(school_year(campaign) as school_year_text))
        end // 3 as year_place,
        case
            when code_guessed is not null then code_guessed else enum_code(try_cast(fold(code) as school_code_folded))
        end as code_place
    from guessed
),
understood as (
    select
        *,
        -- a line as one expects it is what its numbers give back
        coalesce(
            (10000000 + digits)::varchar || school_letter(digits) = '1' || school_code
                and amount_guessed::varchar = numerator and coalesce(base_guessed::varchar, '') = coalesce(denominator, ''),
            false
        ) as plain,
        getvariable('school_rules')[year_place * len(getvariable('school_indicators')) + code_place + 1] as rule
    from placed
),
typed as (
    select
        *,
        case when plain then digits else school_digits(school_code) end as school,
        case when plain and amount_guessed >= 0 then amount_guessed::decimal(18, 6) else school_count(numerator) end as amount,
        case when plain and base_guessed >= 0 then base_guessed::decimal(18, 6) else school_count(denominator) end as base,
        case when not plain then school_says(numerator) end as says,
        case when year_place is null then school_aside(campaign, school_code, code, numerator, denominator) end as aside,
        -- a school that is one, where the strategy follows none
        case when plain then not getvariable('school_departments')[digits // 10000 + 1] else coalesce(
            school_letter(school_digits(school_code)) = upper(right(trim(school_code), 1))
                and not getvariable('school_departments')[school_digits(school_code) // 10000 + 1],
            false
        ) end as outside,
        rule & 3 as kind, (rule >> 2)::int as barred
    from understood
),
judged as (
    select
        typed.*,
        case when aside is not null then fault(aside) when outside then fault('out_of_scope') else
            fault_if(year_place is null, 'table_campaign_unknown')
            + case
                when school is null then fault('school_unknown')
                when not plain and upper(right(trim(school_code), 1)) <> school_letter(school) then fault('school_letter_wrong')
                else 0
            end
            + case
                when barred is not null then barred
                when code_place is not null then 0
                when code is null then fault('indicator_code_missing')
                else fault('indicator_unknown')
            end
            + case
                when says = 'sans objet' or barred > 0 or kind is null then 0
                when says is not null then fault(case when secret_mark(numerator) then 'secret_marks' else 'says nothing' end)
                when amount is null then fault('school_number_unreadable')
                when kind = 0
                    then fault_if(amount > getvariable('school_ceilings')[code_place + 1], 'above_upper_bound')
                when base is null and secret_mark(denominator) then fault('secret_marks')
                when base is null and says_nothing(denominator) then fault('denominator_missing')
                when base is null then fault('school_number_unreadable')
                when base = 0 and amount > 0 then fault('denominator_zero')
                when kind = 2 and amount > base then fault('numerator_above_denominator')
                when kind = 1
                    then fault_if(amount > getvariable('school_ceilings')[code_place + 1] * base, 'above_upper_bound')
                else 0
            end
        end as faults
    from typed
)
select
    source_sha256, sheet, row_number, getvariable('school_years')[year_place + 1] as year, school,
    getvariable('school_indicators')[code_place + 1] as indicator,
    case when says is null then amount end as numerator,
    case when says is null and kind > 0 then base end as denominator,
    faults::int as faults,
    -- 1 a numerator with decimals, 2 a denominator, 3 both; lines as one expects them have none, and are told at a glance
    case
        when plain or faults > 0 then 0
        else coalesce((amount <> floor(amount))::int, 0) + case when kind > 0 and base <> floor(base) then 2 else 0 end
    end::smallint as decimals,
    -- what was read of a line that is set aside, in one column: hardly a line has any
    case when faults > 0 then concat(
        campaign, chr(31), school_code, chr(31), code, chr(31), numerator, chr(31), denominator
    ) end as written
from judged
