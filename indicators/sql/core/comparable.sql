-- one row per campaign × territory × indicator: the sums, this campaign and the one before, of those beneath it that answered both
with answered as (
    select
        figure.campaign, figure.territory_code, figure.indicator_id, figure.numerator, figure.denominator,
        list_distinct([place.territory_code, place.academy_code, place.region_code, nation.territory_code]) as above
    from core.retained as figure
    join ref.indicator as indicator using (indicator_id)
    join ref.territory as place on place.territory_code = figure.territory_code and place.level = indicator.level
    left join ref.territory as nation on nation.level = 'national'
    -- a quotient over nothing is an answer without value; what is counted of a silent committee is none of its own
    where figure.numerator is not null and (indicator.kind = 'count' or figure.denominator <> 0) and not figure.silent
),
paired as (
    select
        now.campaign, now.indicator_id, unnest(now.above) as territory_code, now.numerator, now.denominator,
        before.numerator as previous_numerator, before.denominator as previous_denominator
    from answered as now
    join ref.campaign as campaign on campaign.campaign = now.campaign
    join ref.campaign as previous on previous.position = campaign.position - 1
    join answered as before
        on before.campaign = previous.campaign and before.territory_code = now.territory_code
        and before.indicator_id = now.indicator_id
)
select
    campaign, territory_code, indicator_id,
    sum(numerator) as numerator, sum(denominator) as denominator,
    sum(previous_numerator) as previous_numerator, sum(previous_denominator) as previous_denominator,
    count(*)::int as territories
from paired
where territory_code is not null
group by all
