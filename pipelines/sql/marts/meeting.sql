-- one row per line of the sheet Réunions in a report that counts
select
    line.campaign, line.territory_code,
    max(day) filter (field = 'meeting_date') as meeting_date,
    max(word) filter (field = 'meeting_type') as meeting_type,
    max(word) filter (field = 'working_group') as working_group,
    max(value_read) filter (field = 'chair') as chair,
    max(number) filter (field = 'state_participants')::int as state_participants,
    max(number) filter (field = 'authority_participants')::int as authority_participants,
    max(number) filter (field = 'other_participants')::int as other_participants,
    max(value_read) filter (field = 'agenda') as agenda,
    max(value_read) filter (field = 'decisions') as decisions,
    max(day) filter (field = 'meeting_date') between campaign.starts_on and campaign.ends_on as in_school_year,
    line.source_sha256, line.sheet, line.row_number,
    max(value_read) filter (field = 'organisations') as organisations
from staging.sheet_line as line
join core.counting as counting using (source_sha256)
join staging.sheet_cell as cell using (source_sha256, section, sheet, row_number)
join ref.campaign as campaign on campaign.campaign = line.campaign
where line.section = 'meetings' and cell.understood
group by line.campaign, line.territory_code, line.source_sha256, line.sheet, line.row_number, campaign.starts_on, campaign.ends_on
