-- one row per line of a table whose year stands alone under a header that does not say what it is
select
    source_sha256, sheet, row_number, campaign_cell as cell, campaign_read as value_read,
    quoted(left(trim(campaign_read), 4) || '-' || (left(trim(campaign_read), 4)::int + 1)) || ' ou '
        || quoted('Rentrée ' || left(trim(campaign_read), 4)) as detail
from staging.observation
where origin = 'table' and campaign is null and bare_year(campaign_read)
union all
select
    source_sha256, sheet, row_number, cell, value_read,
    quoted(left(trim(value_read), 4) || '-' || (left(trim(value_read), 4)::int + 1)) || ' ou '
        || quoted('Rentrée ' || left(trim(value_read), 4)) as detail
from staging.school_fault where fault = 'table_year_bare'
