-- one row per subject to discuss, where all that it is made of is seen: figures, two sources of one figure, what was judged
select row.*
from whole.marts.discussion_point as row
join sight on sight.territory_code = row.territory_code
where case row.rule
    when 'regressing' then sight.figures
    when 'late_two_years' then sight.figures
    when 'low_coverage' then sight.figures
    when 'discrepancy' then sight.followed
    else sight.detailed
end
and not exists (
    from away
    where away.campaign = row.campaign and away.territory_code = row.territory_code
        and coalesce(away.indicator_id = row.indicator_id, away.objective_id = row.objective_id, away.axis_id = row.axis_id)
)
