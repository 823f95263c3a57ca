-- one row per code of an indicator, as one expects it
select indicator_id from core.school_indicator order by position
