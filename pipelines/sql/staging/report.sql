-- one row per file received: who speaks, of which school year, in which version; null where it cannot be told
with read as (
    select
        *, all_folded([level_read, report_status_read, territory_read]) as folded,
        french_integer(version_read) as version_number
    from staging.identification
)
select
    file.source_sha256,
    file.kind,
    file.table_kind,
    level.code as level,
    spelling.territory_code,
    campaign.campaign,
    case when read.version_number >= 1 then read.version_number end as version,
    status.word as report_status,
    french_date(read.submitted_on_read) as submitted_on,
    read.service,
    receipt.source_file,
    receipt.received_at,
    receipt.sequence
from raw.file as file
join raw.receipt as receipt using (source_sha256)
left join read using (source_sha256)
left join ref.word as level on level.list = 'level' and level.folded = read.folded[1]
left join ref.word as status on status.list = 'report_status' and status.folded = read.folded[2]
left join ref.spelling as spelling on spelling.level = level.code and spelling.folded = read.folded[3]
left join ref.campaign as campaign on campaign.campaign = school_year(read.campaign_read)
