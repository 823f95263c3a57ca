-- one row: the build that is shown
select demonstration, cast(built_at as timestamp) as built_at, program_version, content_digest
from marts.build
