-- The layers of the warehouse, and the two tables that are filled step by step.
create schema raw;
create schema ref;
create schema staging;
create schema core;
create schema marts;
-- one row per thing to say of a file, a row or a cell; `code` names the check and its words in messages.toml
create table core.finding (
    code varchar, source_sha256 varchar, sheet varchar, cell varchar, row_number integer, value_read varchar, detail varchar
);
-- one row per campaign × territory × indicator followed there: what is retained, and what it adds to the level above
create table core.retained (
    campaign varchar, territory_code varchar, indicator_id varchar, basis varchar,
    numerator decimal(38, 9), denominator decimal(38, 9), answered integer, expected integer, measured integer,
    sum_numerator decimal(38, 9), sum_denominator decimal(38, 9),
    rollup_complete boolean, rollup_numerator decimal(38, 9), rollup_denominator decimal(38, 9),
    report_contradicted boolean, table_contradicted boolean, silent boolean
);
