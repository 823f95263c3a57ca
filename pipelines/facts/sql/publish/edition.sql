-- one row: what a publication says of itself
select
    build.demonstration, build.built_at::timestamp as built_at, build.content_digest, strategy.title as strategy, strategy.coverage_threshold,
    coalesce((select list(campaign order by position) from marts.campaign where has_results), []) as campaigns
from marts.build
cross join marts.strategy
