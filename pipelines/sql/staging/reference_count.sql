-- one row per number that an official table counts, of a school or of a territory, typed beside what was read
with line as (
    select
        line.*, receipt.sequence, file.official, file.official_title, file.dated_on, school_digits(line.school_code) as school,
        school_year(line.campaign) as year, sector.word as sector_word
    from raw.table_row as line
    join raw.receipt as receipt using (source_sha256)
    join raw.file as file using (source_sha256)
    left join ref.word as sector on sector.list = 'sector' and sector.folded = fold(line.sector)
    where line.table_kind = 'reference_count'
),
placed as (
    select
        line.*, coalesce(place.territory_code, known.territory_code) as territory_code,
        case
            when year is null then 'year_unknown'
            when school_code is not null and school is null then 'school_unknown'
            when school_code is not null and school_letter(school) <> upper(right(trim(school_code), 1)) then 'school_letter_wrong'
            when coalesce(place.territory_code, known.territory_code) is null then 'out_of_scope'
            when french_number(numerator) is null or french_number(numerator) < 0 then 'not_a_number'
        end as own_fault
    from line
    left join core.school_department as place on place.department = (line.school // 10000)::smallint
    left join ref.territory as known on known.territory_code = line.territory
)
select
    source_sha256, row_number, sequence, official, official_title, year as campaign, school, territory_code,
    code as counted, french_number(numerator) as number, sector_word as sector, letter,
    case
        when own_fault is null and source_sha256 <> first_value(source_sha256) over (
            partition by official, code, year, territory_code, own_fault is null order by dated_on desc nulls last, sequence desc
        ) then 'superseded'
        else own_fault
    end as fault,
    numerator as number_read, coalesce(school_code, territory) as place_read, campaign as campaign_read
from placed
