-- one row per file refused
select finding.source_sha256, string_agg(distinct finding.code, ', ' order by finding.code) as codes
from core.finding as finding
join ref.message as message using (code)
where message.severity = 'refusal'
group by finding.source_sha256
