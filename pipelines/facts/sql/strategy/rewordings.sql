-- one row per title that an objective, or one of its indicators, had before
select rewording.indicator_id, rewording.until, rewording.title, rewording.note, rewording.replaces, next.campaign as since
from marts.rewording as rewording
join marts.campaign as last on last.campaign = rewording.until
left join marts.campaign as next on next.position = last.position + 1
where rewording.objective_id = $objective and (rewording.indicator_id is null or rewording.indicator_id = $indicator)
order by rewording.until, rewording.indicator_id nulls first
