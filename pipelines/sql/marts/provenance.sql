-- one row per cell behind a retained or superseded figure
with answers as (
    select distinct reported.campaign, reported.territory_code, computed.indicator_id, reported.source_sha256, reported.sheet, reported.row_number
    from core.reported as reported
    join ref.indicator as indicator using (indicator_id)
    join ref.territory as territory using (territory_code)
    join core.computed as computed using (campaign, territory_code)
    join ref.indicator as counted on counted.indicator_id = computed.indicator_id and counted.origin = 'collection'
    where reported.origin = 'report' and reported.situation <> 'non disponible' and indicator.level = territory.level
),
cells as (
    select
        line.campaign, line.territory_code, line.indicator_id, line.source_sha256, line.sheet, line.numerator_cell as cell,
        line.row_number, line.numerator, line.denominator,
        reported.source_sha256 is not null and retained.basis = line.origin as retained,
        line.origin as source, line.situation, line.comment,
        line.numerator_read as value_read_numerator, line.denominator_read as value_read_denominator,
        case
            when reported.source_sha256 is not null and retained.basis = line.origin then null
            when reported.source_sha256 is not null and line.situation = 'non disponible' then 'not_available'
            when reported.source_sha256 is not null then 'other_basis'
            when file.report_status = 'brouillon' then 'draft'
            else 'superseded'
        end as reason
    from staging.stated as line
    join staging.report as file using (source_sha256)
    left join core.reported as reported
        on reported.source_sha256 = line.source_sha256 and reported.sheet = line.sheet and reported.row_number = line.row_number
    left join core.retained as retained
        on retained.campaign = line.campaign and retained.territory_code = line.territory_code
        and retained.indicator_id = line.indicator_id
    where not exists (
        from core.row_error as error
        where error.source_sha256 = line.source_sha256 and error.sheet = line.sheet and error.row_number = line.row_number
    )
    union all by name
    select
        campaign, answers_for as territory_code, indicator_id, source_sha256, sheet, cell, row_number,
        case when deciding then 1 end as numerator, case when deciding then 1 end as denominator,
        deciding as retained, 'meeting' as source, meeting_type as situation, value_read as value_read_numerator,
        case when not deciding then 'later_meeting' end as reason
    from core.deciding_meeting
    union all by name
    select
        answers.campaign, answers.territory_code, answers.indicator_id, answers.source_sha256, answers.sheet, line.code_cell as cell,
        answers.row_number, 1 as numerator, null as denominator, true as retained, 'report' as source, line.situation,
        line.code_read as value_read_numerator
    from answers
    join staging.stated as line using (source_sha256, sheet, row_number)
    union all by name
    -- one row per school; beyond a bound one per file, the rows themselves being read where they are kept
    select
        row.campaign, row.territory_code, row.indicator_id, row.source_sha256, row.sheet, row.cell, row.row_number,
        row.numerator, row.denominator,
        retained.basis in ('rollup_complete', 'rollup_partial') as retained, 'table' as source, 'mesuré' as situation,
        row.value_read_numerator, row.value_read_denominator, row.confidential,
        case when retained.basis not in ('rollup_complete', 'rollup_partial') then 'other_basis' end as reason
    from core.school_cell as row
    join core.retained as retained
        on retained.campaign = row.campaign and retained.territory_code = row.territory_code
        and retained.indicator_id = row.indicator_id
)
select
    cells.campaign, cells.territory_code, cells.indicator_id, file.source_file, cells.source_sha256,
    nullif(cells.sheet, '') as sheet, cells.cell, cells.row_number,
    cells.numerator::double as numerator, cells.denominator::double as denominator, coalesce(cells.retained, false) as retained,
    cells.source, cells.situation, cells.value_read_numerator, cells.value_read_denominator, cells.reason,
    file.version as report_version, file.submitted_on, cells.comment,
    coalesce(cells.confidential, false) as confidential
from cells
join staging.report as file using (source_sha256)
where not exists (from core.refusal as refusal where refusal.source_sha256 = cells.source_sha256)
