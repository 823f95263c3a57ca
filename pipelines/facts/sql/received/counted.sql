-- one row per file that the build counted, or refused
select source_sha256 from marts.report
