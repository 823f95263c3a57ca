-- one row: the strategy, its years and its thresholds
select title, baseline_campaign, target_campaign, coverage_threshold, on_track, watch, scored_threshold
from ref.strategy
