-- one row: the digest of the definitions that the build was computed by
select catalogue_digest from marts.build
