-- one row per file received, with its rank
select source_sha256, sequence from raw.receipt
