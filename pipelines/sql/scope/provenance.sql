-- one row per cell behind a figure of a territory followed; what the committee commented where it is seen in detail
select row.* replace (case when sight.detailed then row.comment end as comment)
from whole.marts.provenance as row
join sight on sight.territory_code = row.territory_code and sight.followed
