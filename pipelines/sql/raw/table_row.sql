-- one row per line of a table, as it stands but for addresses and telephone numbers
with understood as (
    -- the texts of a line together: one expression to prepare instead of one a column
    select
        *,
        list_transform(
            [sheet, campaign, territory, school_code, code, situation, source, comment, name, school_kind, department,
                commune, open, sector],
            lambda text: without_contact(text)
        ) as texts,
        list_transform([numerator, denominator], lambda text: figure_without_contact(text)) as figures
    from found
    semi join raw.receipt using (source_sha256)
)
select * exclude (texts, figures) replace (
    texts[1] as sheet, texts[2] as campaign, texts[3] as territory, texts[4] as school_code, texts[5] as code,
    texts[6] as situation, texts[7] as source, texts[8] as comment, texts[9] as name, texts[10] as school_kind,
    texts[11] as department, texts[12] as commune, texts[13] as open, texts[14] as sector,
    figures[1] as numerator, figures[2] as denominator
)
from understood
