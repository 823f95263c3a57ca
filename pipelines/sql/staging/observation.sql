-- one row per line of indicator that says something: typed beside what was read, with the situation it amounts to
with folded as (
    select
        *, all_folded([code_read, situation_read, numerator_read, denominator_read]) as folded,
        list_transform([numerator_read, denominator_read], lambda text: coalesce(in_error(text), false)) as in_error,
        -- numbers that the writer of a table withholds; in a report they are what somebody typed
        case when origin = 'table'
            then list_transform([numerator_read, denominator_read], lambda text: coalesce(secret_mark(text), false))
            else [false, false]
        end as withheld
    from staging.indicator_line
    where coalesce(code_read, numerator_read, denominator_read) is not null
),
typed as (
    select
        line.* exclude (folded, in_error),
        line.in_error[1] as numerator_in_error, line.in_error[2] as denominator_in_error,
        indicator.indicator_id, indicator.kind, indicator.level as indicator_level, indicator.origin as indicator_origin,
        indicator.unit, indicator.scale, indicator.upper_bound, indicator.decimals,
        said.word as said,
        coalesce(line.folded[3], '') as numerator_folded, coalesce(line.folded[4], '') as denominator_folded,
        case indicator.kind
            when 'share' then case yes_no.word when 'oui' then 1 when 'non' then 0 end
            when 'milestone' then stage.position
            else french_number(line.numerator_read)
        end::decimal(38, 9) as numerator,
        case indicator.kind
            when 'share' then 1
            when 'milestone' then stage.last_position
            when 'ratio' then french_number(line.denominator_read)
        end::decimal(38, 9) as denominator
    from folded as line
    left join ref.indicator as indicator on indicator.folded = line.folded[1]
    left join ref.word as said on said.list = 'situation' and said.folded = line.folded[2]
    -- a sign is no part of a word: « -1 », « 1 % » and « 1 ? » are not « 1 », « #NON » and « =oui » are no answer
    left join ref.word as yes_no
        on yes_no.list = 'yes_no' and yes_no.folded = line.folded[3]
        and regexp_full_match(plain_spaces(line.numerator_read), '[\p{L}\p{M} .!«»"''’]*|[01](?:\.0)?')
    left join ref.stage as stage
        on stage.indicator_id = indicator.indicator_id and stage.folded = line.folded[3]
        and not line.in_error[1]
),
worded as (
    select
        typed.*,
        coalesce(numerator_word.word, case when says_nothing(numerator_read) or withheld[1] then 'non disponible' end) as numerator_says,
        coalesce(denominator_word.word, case when says_nothing(denominator_read) or withheld[2] then 'non disponible' end) as denominator_says,
        -- an indicator its author may report, in a campaign that collects it
        typed.indicator_origin = 'reported' and typed.territory_code is not null
            and collected.indicator_id is not null and own.rank >= reporting.rank as asked
    from typed
    left join ref.level as own on own.level = typed.level
    left join ref.level as reporting on reporting.level = typed.indicator_level
    left join ref.collected as collected
        on collected.campaign = typed.campaign and collected.indicator_id = typed.indicator_id
    -- a word in place of a figure says that there is none; « #N/D » is an error, and « mesuré » no figure
    left join ref.word as numerator_word
        on numerator_word.list = 'situation' and numerator_word.folded = numerator_folded
        and numerator_word.word in ('sans objet', 'non disponible') and not numerator_in_error
    left join ref.word as denominator_word
        on denominator_word.list = 'situation' and denominator_word.folded = denominator_folded
        and denominator_word.word in ('sans objet', 'non disponible') and not denominator_in_error
)
select
    *,
    -- what no figure was understood in, and that does not say that there is none: the check that has to say so
    case
        when numerator_in_error then 'formula_error'
        when numerator is not null or numerator_says is not null then null
        when kind = 'share' then 'share_answer_unknown'
        when kind = 'milestone' then 'stage_unknown'
        when ambiguous_number(numerator_read) then 'number_ambiguous'
        else 'number_unreadable'
    end as numerator_fault,
    case
        when denominator_in_error then 'formula_error'
        when kind <> 'ratio' or denominator is not null or denominator_says is not null then null
        when ambiguous_number(denominator_read) then 'number_ambiguous'
        else 'number_unreadable'
    end as denominator_fault,
    case
        when numerator_says = 'sans objet' or (numerator_says is not null and said = 'sans objet') then 'sans objet'
        when numerator_says is not null then 'non disponible'
        when kind = 'ratio' and denominator_says is not null and said = 'non disponible' then 'non disponible'
        when said = 'estimé' then 'estimé'
        else 'mesuré'
    end as situation,
    numerator_read is null and denominator_read is null and situation_read is null as blank
from worded
