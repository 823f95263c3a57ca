-- one row per campaign for which something that counts was received
select campaign from core.counting
union
select campaign from core.reported
union
select campaign from core.school_sum
