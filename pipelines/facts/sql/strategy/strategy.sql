-- one row: the strategy
select title, baseline_campaign, target_campaign, coverage_threshold, on_track, watch
from marts.strategy
