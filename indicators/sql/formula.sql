-- The formulas of calculation.md, once: consolidation, scoring and the worked examples all come here.
create macro indicator_value(kind, scale, numerator, denominator) as case
    when kind = 'count' then scale * numerator
    else scale * numerator / nullif(denominator, 0)
end;
create macro at_or_past(figure, goal, direction) as case
    when direction = 'up' then figure >= goal else figure <= goal
end;
create macro raw_progress(figure, baseline, target, direction) as case
    when figure is null or target is null then null
    when at_or_past(baseline, target, direction) then case when at_or_past(figure, target, direction) then 100.0 else 0.0 end
    else 100.0 * (figure - baseline) / (target - baseline)
end;
create macro within_bounds(progress) as case when progress < 0 then 0.0 when progress > 100 then 100.0 else progress end;
create macro progress_expected(campaign_position, baseline_position, target_position) as
    100.0 * (campaign_position - baseline_position) / (target_position - baseline_position);
create macro scored_status(progress, raw, expected, on_baseline_campaign, on_track, watch) as case
    when progress >= 100 then 'achieved'
    when on_baseline_campaign then 'baseline'
    when raw < 0 then 'regressing'
    when progress / nullif(expected, 0) >= on_track then 'on_track'
    when progress / nullif(expected, 0) >= watch then 'watch'
    else 'late'
end;
