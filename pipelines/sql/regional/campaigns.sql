-- one row per campaign that has results
select campaign from marts.campaign where has_results
