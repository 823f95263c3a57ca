-- one row per campaign × indicator: what a line of a school may say there
select
    campaign.position as year_place, indicator.position as code_place,
    -- 0 a sum, 1 a quotient, 2 a percentage; then the faults of any line that says it
    (case when indicator.kind <> 'ratio' then 0 when indicator.unit = '%' and indicator.upper_bound is null then 2 else 1 end
    + 4 * (
        fault_if(indicator.kind not in ('ratio', 'count') or indicator.origin <> 'reported', 'school_indicator_impossible')
        + fault_if(indicator.origin = 'reported' and reporting.rank > 0, 'indicator_other_level')
        + fault_if(collected.indicator_id is null, 'indicator_not_collected')
    ))::int as rule
from ref.campaign as campaign
cross join ref.indicator as indicator
join ref.level as reporting on reporting.level = indicator.level
left join ref.collected as collected
    on collected.campaign = campaign.campaign and collected.indicator_id = indicator.indicator_id
