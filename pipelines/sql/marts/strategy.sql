-- one row: the strategy, its years and its thresholds
select title, baseline_campaign, target_campaign, coverage_threshold, on_track, watch
from ref.strategy
