-- one row per territory × figure known on both sides: its movement, split into four effects that add up to it
with wide as (
    select
        territory_code, kind, id,
        max(figure) filter (stage = 0) as s0, max(figure) filter (stage = 1) as s1, max(figure) filter (stage = 2) as s2,
        max(figure) filter (stage = 3) as s3, max(figure) filter (stage = 4) as s4, max(figure) filter (stage = 5) as s5,
        max(figure) filter (stage = 6) as s6
    from carried
    group by all
)
select
    territory_code, kind, id, s0 as before, s6 as after, s6 - s0 as movement,
    s4 - s3 as progress_made, s2 - s1 as corrections, (s3 - s2) + (s5 - s4) as perimeter, (s1 - s0) + (s6 - s5) as definitions
from wide
