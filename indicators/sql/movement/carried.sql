-- one row per stage × territory × figure known on both sides; a stage that leaves nothing to measure changes nothing
with known as (
    select territory_code, kind, id
    from stage_figure
    group by all
    having count(figure) filter (stage = 0) = 1 and count(figure) filter (stage = 6) = 1
)
select
    known.territory_code, known.kind, known.id, steps.stage,
    last_value(figure.figure ignore nulls) over (
        partition by known.territory_code, known.kind, known.id order by steps.stage
    ) as figure
from known
cross join range(7) as steps (stage)
left join stage_figure as figure
    on figure.territory_code = known.territory_code and figure.kind = known.kind and figure.id = known.id
    and figure.stage = steps.stage
