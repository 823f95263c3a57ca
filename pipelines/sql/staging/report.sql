-- one row per file received: who speaks, of which school year, in which version; null where it cannot be told
select
    file.source_sha256,
    file.kind,
    file.table_kind,
    level.code as level,
    spelling.territory_code,
    campaign.campaign,
    case when french_integer(read.version_read) >= 1 then french_integer(read.version_read) end as version,
    status.word as report_status,
    french_date(read.submitted_on_read) as submitted_on,
    read.service,
    receipt.source_file,
    receipt.received_at,
    receipt.sequence
from raw.file as file
join raw.receipt as receipt using (source_sha256)
left join staging.identification as read using (source_sha256)
left join ref.word as level on level.list = 'level' and level.folded = fold(read.level_read)
left join ref.word as status on status.list = 'report_status' and status.folded = fold(read.report_status_read)
left join ref.spelling as spelling on spelling.level = level.code and spelling.folded = fold(read.territory_read)
left join ref.campaign as campaign on campaign.campaign = school_year(read.campaign_read)
