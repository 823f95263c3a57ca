-- one row: what the current build says of itself
select * from marts.build
