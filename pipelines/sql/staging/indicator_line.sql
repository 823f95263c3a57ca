-- one row per line of a sheet Indicateurs or of a table of observations, as read, with the address of each cell
with reported as (
    select
        source_sha256, sheet, row_number,
        max(value_read) filter (field = 'code') as code_read,
        max(value_read) filter (field = 'numerator') as numerator_read,
        max(value_read) filter (field = 'denominator') as denominator_read,
        max(value_read) filter (field = 'situation') as situation_read,
        max(value_read) filter (field = 'source') as source_note,
        max(value_read) filter (field = 'comment') as comment
    from raw.cell
    where section = 'indicators'
    group by all
),
letters as (
    select
        source_sha256, sheet,
        max(letter) filter (field = 'code') as code_letter,
        max(letter) filter (field = 'numerator') as numerator_letter,
        max(letter) filter (field = 'denominator') as denominator_letter,
        max(letter) filter (field = 'situation') as situation_letter,
        max(letter) filter (field = 'campaign') as campaign_letter,
        max(letter) filter (field = 'territory') as territory_letter
    from raw.header
    where section in ('indicators', 'observations')
    group by all
),
lines as (
    select
        reported.*, 'report' as origin, report.level, report.campaign, report.territory_code,
        null as campaign_read, null as territory_read
    from reported
    join staging.report as report using (source_sha256)
    where report.territory_code is not null and report.campaign is not null
    union all by name
    select
        line.source_sha256, line.sheet, line.row_number,
        line.code as code_read, line.numerator as numerator_read, line.denominator as denominator_read,
        line.situation as situation_read, line.source as source_note, line.comment,
        'table' as origin, spelling.level, campaign.campaign, spelling.territory_code,
        line.campaign as campaign_read, line.territory as territory_read
    from raw.table_row as line
    left join ref.spelling as spelling on spelling.level is not null and spelling.is_code and spelling.folded = fold(line.territory)
    left join ref.campaign as campaign on campaign.campaign = school_year(line.campaign)
    where line.table_kind = 'observations'
)
select
    lines.* exclude (notes) replace (notes[1] as source_note, notes[2] as comment),
    code_letter || row_number as code_cell,
    numerator_letter || row_number as numerator_cell,
    coalesce(denominator_letter, numerator_letter) || row_number as denominator_cell,
    coalesce(situation_letter, numerator_letter) || row_number as situation_cell,
    campaign_letter || row_number as campaign_cell,
    territory_letter || row_number as territory_cell
from (
    select *, list_transform([source_note, comment], lambda text: case when not text_in_error(text) then text end) as notes
    from lines
) as lines
left join letters using (source_sha256, sheet)
