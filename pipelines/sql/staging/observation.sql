-- one row per line of indicator that says something: typed beside what was read, with the situation it amounts to
with folded as (
    select *, all_folded([code_read, situation_read, numerator_read, denominator_read]) as folded
    from staging.indicator_line
    where coalesce(code_read, numerator_read, denominator_read) is not null
),
typed as (
    select
        line.* exclude (folded),
        indicator.indicator_id, indicator.kind, indicator.level as indicator_level, indicator.origin as indicator_origin,
        indicator.unit, indicator.scale, indicator.upper_bound,
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
    -- a sign is no part of a word: « -1 » and « 1 % » are not « 1 »
    left join ref.word as yes_no
        on yes_no.list = 'yes_no' and yes_no.folded = line.folded[3]
        and not regexp_matches(line.numerator_read, '[-+−%€]')
    left join ref.stage as stage
        on stage.indicator_id = indicator.indicator_id and stage.folded = line.folded[3]
),
worded as (
    select
        typed.*,
        coalesce(numerator_word.word, case when says_nothing(numerator_read) then 'non disponible' end) as numerator_says,
        coalesce(denominator_word.word, case when says_nothing(denominator_read) then 'non disponible' end) as denominator_says,
        -- an indicator its author may report, in a campaign that collects it
        typed.indicator_origin = 'reported' and typed.territory_code is not null
            and collected.indicator_id is not null and own.rank >= reporting.rank as asked
    from typed
    left join ref.level as own on own.level = typed.level
    left join ref.level as reporting on reporting.level = typed.indicator_level
    left join ref.collected as collected
        on collected.campaign = typed.campaign and collected.indicator_id = typed.indicator_id
    left join ref.word as numerator_word on numerator_word.list = 'situation' and numerator_word.folded = numerator_folded
    left join ref.word as denominator_word
        on denominator_word.list = 'situation' and denominator_word.folded = denominator_folded
)
select
    *,
    case
        when numerator_says = 'sans objet' or (numerator_says is not null and said = 'sans objet') then 'sans objet'
        when numerator_says is not null then 'non disponible'
        when kind = 'ratio' and denominator_says is not null and said = 'non disponible' then 'non disponible'
        when said = 'estimé' then 'estimé'
        else 'mesuré'
    end as situation,
    numerator_read is null and denominator_read is null and situation_read is null as blank
from worded
