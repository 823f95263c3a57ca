-- one row per campaign that the lines of a segment speak of, by the number that stands for it
select distinct year
from read_parquet($path)
where faults = 0
order by year
