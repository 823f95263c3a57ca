-- one row per code of an indicator, folded
select folded from core.school_indicator order by position
