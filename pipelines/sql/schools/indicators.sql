-- one row per indicator, with the number that stands for it among the rows of schools
select indicator_id, indicator_number(indicator_id) as indicator from marts.indicator
