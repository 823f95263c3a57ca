-- The formulas of calculation.md, once: consolidation, scoring and the worked examples all come here.
create macro indicator_value(kind, scale, numerator, denominator) as case
    when kind = 'count' then scale * numerator
    else scale * numerator / nullif(denominator, 0)
end;
-- To a billionth: a baseline that is its target but for the dust of binary arithmetic would be divided by that dust.
create macro at_or_past(figure, goal, direction) as case
    when direction = 'up' then round(figure, 9) >= round(goal, 9) else round(figure, 9) <= round(goal, 9)
end;
create macro raw_progress(figure, baseline, target, direction) as case
    when figure is null or target is null then null
    when at_or_past(baseline, target, direction) then case when at_or_past(figure, target, direction) then 100.0 else 0.0 end
    else 100.0 * (figure - baseline) / (target - baseline)
end;
create macro within_bounds(progress) as case when progress < 0 then 0.0 when progress > 100 then 100.0 else progress end;
-- The points of progress between two figures of the same territories. Some of those that a sum adds up are no whole of
-- it: what they moved is told as it is, without the bounds of the whole.
create macro way_between(before, now, baseline, target, direction, is_sum) as
    case when is_sum then raw_progress(now, baseline, target, direction) - raw_progress(before, baseline, target, direction)
    else within_bounds(raw_progress(now, baseline, target, direction)) - within_bounds(raw_progress(before, baseline, target, direction)) end;
create macro progress_expected(campaign_position, baseline_position, target_position) as
    least(100.0, 100.0 * (campaign_position - baseline_position) / (target_position - baseline_position));
-- A figure and what it is compared with, to a billionth: the dust of binary arithmetic decides nothing.
create macro at_least(figure, threshold) as round(figure, 9) >= round(threshold, 9);
create macro scored_status(progress, raw, expected, to_baseline, is_open, on_track, watch) as case
    when to_baseline and not at_least(progress, 100) then 'baseline'
    when is_open then 'collecting'
    when at_least(progress, 100) then 'achieved'
    when not at_least(raw, 0) then 'regressing'
    when at_least(progress / nullif(expected, 0), on_track) then 'on_track'
    when at_least(progress / nullif(expected, 0), watch) then 'watch'
    else 'late'
end;
-- What a mean rests on, out of what it could rest on: below the threshold it is shown, and never judged.
create macro too_little(held, possible, threshold) as not at_least(held / nullif(possible, 0), threshold);
-- The status of a mean: `statuses` are those of what it is made of, each once.
create macro mean_status(progress, expected, statuses, is_open, insufficient, on_track, watch) as case
    when list_has_all(['other_level'], statuses) then 'other_level'
    when progress is null and list_has_all(['other_level', 'suspended'], statuses) then 'suspended'
    when progress is null and list_has_all(['other_level', 'suspended', 'not_applicable'], statuses) then 'not_applicable'
    when progress is null and list_contains(statuses, 'no_target') then 'no_target'
    when progress is null then 'not_reported'
    when is_open then 'collecting'
    when insufficient then 'insufficient'
    when at_least(progress, 100) then 'achieved'
    when expected = 0 then 'baseline'
    when at_least(progress / expected, on_track) then 'on_track'
    when at_least(progress / expected, watch) then 'watch'
    else 'late'
end;
-- A whole is never smaller than its parts: whether what the children that answered add up to exceeds what is stated for
-- their territory by more than half a percent of it; of yeses, whether there are more than it answers for.
create macro parts_contradict(kind, situation, numerator, denominator, expected, parts_numerator, parts_denominator, parts_valued) as coalesce(case
    when situation = 'sans objet' then parts_valued
    when kind = 'share' then parts_numerator > numerator * expected
    when kind = 'ratio' then 200 * (parts_numerator - numerator) > numerator or 200 * (parts_denominator - denominator) > denominator
    else 200 * (parts_numerator - numerator) > numerator
end, false);
-- What is short of the target in what a ratio counts: more of it, or less where less is better; negative past the target.
create macro distance_to(numerator, denominator, scale, target, direction) as
    case when direction = 'up' then target * denominator / scale - numerator else numerator - target * denominator / scale end;
-- The same as whole ones: how many more (fewer) would reach the target.
create macro units_missing(numerator, denominator, scale, target, direction) as
    greatest(0, ceil(round(distance_to(numerator, denominator, scale, target, direction), 6)));
