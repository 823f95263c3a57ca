-- one row per public table of the build: how many rows it has
select table_name as name, estimated_size as rows
from duckdb_tables()
where schema_name = 'marts'
order by table_name
