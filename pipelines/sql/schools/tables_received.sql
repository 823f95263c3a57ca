-- one row per table of schools received
select source_sha256 from raw.file where table_kind = 'school_observations' order by source_sha256
