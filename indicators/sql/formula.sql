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
create macro progress_expected(campaign_position, baseline_position, target_position) as
    100.0 * (campaign_position - baseline_position) / (target_position - baseline_position);
-- Plain doubles, compared without rounding: the programs that check our figures from outside do the same, and a figure
-- that falls a billionth short of a threshold by its binary form falls short of it for them too.
create macro scored_status(progress, raw, expected, on_baseline_campaign, on_track, watch) as case
    when progress >= 100 then 'achieved'
    when on_baseline_campaign then 'baseline'
    when raw < 0 then 'regressing'
    when progress / nullif(expected, 0) >= on_track then 'on_track'
    when progress / nullif(expected, 0) >= watch then 'watch'
    else 'late'
end;
-- The same thresholds for a mean, which is kept to twelve decimals: two thirds of the way to a billionth is two thirds.
create macro mean_status(progress, expected, on_track, watch) as case
    when round(progress, 9) >= 100 then 'achieved'
    when expected = 0 then 'baseline'
    when round(progress / expected, 9) >= on_track then 'on_track'
    when round(progress / expected, 9) >= watch then 'watch'
    else 'late'
end;
