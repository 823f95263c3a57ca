-- one row per meeting × organisation said to be present: by the name that the list of members gives it, else as it was
-- typed, the same for all who typed it without regard to case, accents and spaces
with typed as (
    select
        campaign, territory_code, meeting_date, meeting_type, in_school_year, source_sha256, sheet, row_number,
        plain_spaces(unnest(string_split(organisations, ';'))) as typed
    from marts.meeting
    where organisations is not null
),
named as (
    select
        typed.*, member.organisation is not null as is_member,
        coalesce(member.organisation, min(typed.typed) over (partition by fold(typed.typed))) as organisation
    from typed
    left join ref.organisation as member on member.folded = fold(typed.typed)
    where not says_nothing(typed.typed)
)
select distinct
    campaign, territory_code, meeting_date, meeting_type, in_school_year, organisation, is_member, source_sha256, sheet, row_number
from named
