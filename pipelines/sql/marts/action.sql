-- one row per line of the sheet Actions in a report that counts
select
    line.campaign, line.territory_code,
    max(number) filter (field = 'objective_id')::int as objective_id,
    max(value_read) filter (field = 'title') as title,
    max(value_read) filter (field = 'lead') as lead,
    max(value_read) filter (field = 'partners') as partners,
    max(day) filter (field = 'starts_on') as starts_on,
    max(day) filter (field = 'due_on') as due_on,
    max(cell.word) filter (field = 'state') as state,
    max(number) filter (field = 'completion')::double as completion,
    max(number) filter (field = 'budget')::double as budget,
    max(value_read) filter (field = 'comment') as comment,
    line.source_sha256, line.sheet, line.row_number,
    max(plain_spaces(value_read)) filter (field = 'reference') as reference,
    max(plain_spaces(value_read)) filter (field = 'regional_action') as regional_action,
    max(coalesce(program.word, plain_spaces(value_read))) filter (field = 'program') as program,
    -- a date, not a verdict: what was to be done before the report that says it is not was sent
    coalesce(
        max(cell.word) filter (field = 'state') in ('prévue', 'en cours')
        and max(day) filter (field = 'due_on') < coalesce(any_value(counting.submitted_on), any_value(campaign.ends_on)),
        false
    ) as late
from staging.sheet_line as line
join core.counting as counting using (source_sha256)
join ref.campaign as campaign on campaign.campaign = line.campaign
join staging.sheet_cell as cell using (source_sha256, section, sheet, row_number)
left join ref.word as program on cell.field = 'program' and program.list = 'program' and program.folded = fold(cell.value_read)
where line.section = 'actions' and cell.understood
group by all
