-- one row per campaign × committee followed: its state; its file where it is seen in detail
select row.* replace (
    case when sight.detailed then row.source_file end as source_file,
    case when sight.detailed then row.source_sha256 end as source_sha256
)
from whole.marts.collection as row
join sight on sight.territory_code = row.territory_code and sight.followed
