-- one row per line of a directory of schools, typed beside what was read; those set aside have a fault
with line as (
    select line.*, receipt.sequence, file.official, file.dated_on
    from raw.table_row as line
    join raw.receipt as receipt using (source_sha256)
    join raw.file as file using (source_sha256)
    where line.table_kind = 'school_directory'
),
label as (
    -- each distinct label once: the longest beginning that is known decides
    select word.school_kind, arg_max(known.begins, length(known.begins)) as begins
    from (select distinct school_kind from line where not in_error(school_kind)) as word
    join ref.school_label as known on starts_with(fold(word.school_kind), known.begins)
    group by word.school_kind
),
typed as (
    select
        line.*,
        school_digits(line.school_code) as school,
        upper(right(trim(line.school_code), 1)) as check_letter,
        department.department as place,
        state.word as open_word, sector.word as sector_word,
        coalesce(nature.kind, case when nature.first is null then worded.kind end) as kind_word,
        case when nature.first is null then worded.begins is not null and worded.kind is null else nature.kind is null end as no_school,
        school_digits(line.successor) as successor_school,
        outside.number is not null as outside,
        list_transform([line.name, line.commune], lambda text: case when not text_in_error(text) then text end) as texts
    from line
    left join ref.spelling as spelling on spelling.level = 'department' and spelling.folded = fold(line.department)
    left join core.school_department as department on department.territory_code = spelling.territory_code
    left join ref.outside as outside on outside.number = lpad(trim(line.department), 3, '0')
    left join ref.word as state
        on state.list = 'school_state' and state.folded = fold(line.open) and not in_error(line.open)
    left join ref.school_nature as nature on try_cast(left(trim(line.nature), 3) as int) between nature.first and nature.last
    left join label on label.school_kind = line.school_kind
    left join ref.school_label as worded on worded.begins = label.begins
    left join ref.word as sector on sector.list = 'sector' and sector.folded = fold(line.sector) and not in_error(line.sector)
),
judged as (
    select
        *,
        coalesce(place, (school // 10000)::smallint) as department_number,
        case
            when school is null then 'school_unknown'
            when check_letter <> school_letter(school) then 'school_letter_wrong'
            when place is null and (outside or (school // 10000)::smallint not in (select department from core.school_department))
                then 'out_of_scope'
            when no_school then 'no_school'
        end as own_fault
    from typed
)
select
    source_sha256, sheet, row_number, sequence, school,
    texts[1] as name,
    kind_word, sector_word,
    texts[2] as commune,
    department_number as department,
    coalesce(open_word, 'oui') = 'oui' as open_read,
    french_date(opened_on) as opened_on, french_date(closed_on) as closed_on, french_date(effective_on) as effective_on,
    case when school_letter(successor_school) = upper(right(trim(successor), 1)) then school_code(successor_school) end as successor,
    -- an extract of an official table is whole: for a département that a newer one speaks of, the older counts no more
    case
        when own_fault is null and official is not null and source_sha256 <> first_value(source_sha256) over (
            partition by official, own_fault is null, department_number order by dated_on desc nulls last, sequence desc
        ) then 'superseded'
        else own_fault
    end as fault,
    school_code as school_read, name as name_read, school_kind as kind_read, nature as nature_read, commune as commune_read,
    department as department_read, open as open_word_read, open_word is not null as open_understood,
    opened_on as opened_read, closed_on as closed_read, effective_on as effective_read,
    successor as successor_read
from judged
