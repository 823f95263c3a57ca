-- one row per extract of an official table received, with what counts of it
select title, source_file, source_sha256, dated_on, first_campaign, last_campaign, territories, territories_counted, counts, superseded
from marts.official_extract
where $campaign is null or first_campaign is null or $campaign between first_campaign and last_campaign
order by title, counts desc, dated_on desc nulls last, sequence desc
