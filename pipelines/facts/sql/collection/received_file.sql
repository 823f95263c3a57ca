-- at most one row: a received file that concerns territories followed in detail, and not only tables of the whole nation
select source_sha256
from marts.report
where source_sha256 = $sha256
