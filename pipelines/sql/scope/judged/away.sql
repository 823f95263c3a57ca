-- one row per campaign × territory × indicator whose figure a scope is not shown; `held`: it is shown as it was last
-- what started from such a figure tells it, by what it has gone since
with expanded as (
    select campaign, indicator_id, territory_code, why
    from withheld
    union
    select row.campaign, row.indicator_id, row.territory_code, withheld.why
    from withheld
    join whole.marts.indicator as indicator
        on indicator.indicator_id = withheld.indicator_id and indicator.baseline_campaign = withheld.campaign
    join whole.marts.indicator_progress as row
        on row.indicator_id = withheld.indicator_id and row.territory_code = withheld.territory_code
        and row.baseline_origin = 'own'
)
select
    row.campaign, row.territory_code, row.indicator_id, row.objective_id, row.axis_id,
    bool_and(expanded.why = 'held') and bool_or(last.territory_code is not null) as held,
    bool_or(expanded.why = 'design') as design, bool_or(expanded.why = 'design' or row.progress is not null) as in_means
from expanded
join whole.marts.indicator_progress as row using (campaign, indicator_id, territory_code)
left join last_indicator as last using (campaign, indicator_id, territory_code)
where row.status not in ('other_level', 'suspended')
group by all
