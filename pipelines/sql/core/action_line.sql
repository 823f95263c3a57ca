-- one row per line of the sheet Actions in a report that counts, with what tells the same action from one campaign to the next
with line as (
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
        max(plain_spaces(value_read)) filter (field = 'reference' and not says_nothing(value_read)) as reference,
        max(plain_spaces(value_read)) filter (field = 'regional_action' and not says_nothing(value_read))
            as regional_action,
        max(coalesce(program.word, plain_spaces(value_read))) filter (field = 'program') as program,
        -- a date, not a verdict: what was to be done before the report that says it is not was sent
        coalesce(
            max(cell.word) filter (field = 'state') in ('prévue', 'en cours')
            and max(day) filter (field = 'due_on')
                < coalesce(any_value(counting.submitted_on), any_value(campaign.ends_on)),
            false
        ) as late
    from staging.sheet_line as line
    join core.counting as counting using (source_sha256)
    join ref.campaign as campaign on campaign.campaign = line.campaign
    join staging.sheet_cell as cell using (source_sha256, section, sheet, row_number)
    left join ref.word as program
        on cell.field = 'program' and program.list = 'program' and program.folded = fold(cell.value_read)
    where line.section = 'actions' and cell.understood
    group by all
),
folded as (
    select
        *, folded_reference(reference) as own,
        -- a title of signs alone is told by its signs
        coalesce(nullif(fold(without_mark(title)), ''), plain_spaces(without_mark(title))) as words
    from line
),
-- a reference may have been given after the action was first told, or be forgotten later
linked as (
    select
        *,
        last_value(own ignore nulls) over (
            alike order by campaign, sheet, row_number rows between unbounded preceding and current row
        ) as given_before,
        first_value(own ignore nulls) over (
            alike order by campaign, sheet, row_number rows between current row and unbounded following
        ) as given_after
    from folded
    window alike as (partition by territory_code, objective_id, words)
)
select
    * exclude (own, words, given_before, given_after),
    -- a reference holds no space: none is ever the same as an objective and a title
    coalesce(own, given_before, given_after, coalesce('objectif ' || objective_id, 'sans objectif') || ' : ' || words)
        as action_id
from linked
