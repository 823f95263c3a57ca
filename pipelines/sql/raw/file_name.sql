-- one row per name of a file received, in the order given, without addresses and telephone numbers
select
    -- the extension would pass for the end of an address
    without_contact(regexp_replace(names.name, '\.(?:xls[xmb]?|ods|csv|parquet|zip|txt)$', '', 'i'))
        || regexp_extract(names.name, '\.(?:xls[xmb]?|ods|csv|parquet|zip|txt)$', 0, 'i') as name
from unnest($names) with ordinality as names (name, position)
order by names.position
