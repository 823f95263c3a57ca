-- one row per public table of the build that is read
select table_name from duckdb_tables() where database_name = 'warehouse' and schema_name = 'marts' order by table_name
