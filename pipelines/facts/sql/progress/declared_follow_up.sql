-- one row per follow-up objective and quarter that is declared of one objective in one campaign, beside the progress computed
-- for France; `gap` is what the declared says more (less), in points; `to_discuss`: it is the one that is put up for discussion
select
    line.quarter, line.number, line.title, line.declared, line.next_step, line.lead,
    progress.progress, line.declared - progress.progress as gap,
    point.compared is not null and line.starts_on = max(line.starts_on) over (partition by line.number) as to_discuss
from marts.declared_follow_up as line
left join marts.objective_progress as progress
    on progress.campaign = line.campaign and progress.objective_id = line.objective_id and progress.territory_code = 'NAT-FR'
left join marts.discussion_point as point
    on point.rule = 'declared_gap' and point.campaign = line.campaign and point.objective_id = line.objective_id
    and point.compared = line.declared
where line.campaign = $campaign and line.objective_id = $objective
order by line.number, line.starts_on
