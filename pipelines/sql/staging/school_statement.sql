-- one row per line of a directory of schools, typed beside what was read; those set aside have a fault
with typed as (
    select
        line.*, receipt.sequence,
        school_digits(line.school_code) as school,
        upper(right(trim(line.school_code), 1)) as letter,
        department.department as place,
        yes_no.word as open_word, kind.word as kind_word, sector.word as sector_word,
        school_digits(line.successor) as successor_school,
        list_transform([line.name, line.commune], lambda text: case when not text_in_error(text) then text end) as texts
    from raw.table_row as line
    join raw.receipt as receipt using (source_sha256)
    left join core.school_department as department
        on ltrim(department.number, '0') = ltrim(upper(trim(line.department)), '0')
    left join ref.word as yes_no
        on yes_no.list = 'yes_no' and yes_no.folded = fold(line.open) and not in_error(line.open)
    left join ref.word as kind
        on kind.list = 'school_kind' and kind.folded = fold(line.school_kind) and not in_error(line.school_kind)
    left join ref.word as sector on sector.list = 'sector' and sector.folded = fold(line.sector) and not in_error(line.sector)
    where line.table_kind = 'school_directory'
)
select
    source_sha256, sheet, row_number, sequence, school,
    texts[1] as name,
    kind_word, sector_word,
    texts[2] as commune,
    coalesce(place, (school // 10000)::smallint) as department,
    coalesce(open_word, 'oui') = 'oui' as open_read,
    french_date(opened_on) as opened_on, french_date(closed_on) as closed_on, french_date(effective_on) as effective_on,
    case when school_letter(successor_school) = upper(right(trim(successor), 1)) then school_code(successor_school) end as successor,
    case
        when school is null then 'school_unknown'
        when letter <> school_letter(school) then 'school_letter_wrong'
        when place is null and (school // 10000)::smallint not in (select department from core.school_department)
            then 'school_unknown'
    end as fault,
    school_code as school_read, name as name_read, school_kind as kind_read, commune as commune_read,
    department as department_read, open as open_word_read, open_word is not null as open_understood,
    opened_on as opened_read, closed_on as closed_read, effective_on as effective_read,
    successor as successor_read
from typed
