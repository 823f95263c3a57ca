-- What stands where no school said anything: the same tables, empty.
create table core.school_sum (
    campaign varchar, territory_code varchar, indicator_id varchar, numerator decimal(38, 9), denominator decimal(38, 9),
    schools integer, expected_schools integer
);
create table core.school_closed (
    source_sha256 varchar, sheet varchar, row_number integer, school_code varchar, successor varchar
);
create table core.school_cell (
    campaign varchar, territory_code varchar, indicator_id varchar, source_sha256 varchar, sheet varchar, cell varchar,
    row_number integer, numerator decimal(38, 6), denominator decimal(38, 6),
    value_read_numerator varchar, value_read_denominator varchar, confidential boolean
);
create table core.school_breakdown (
    campaign varchar, territory_code varchar, indicator_id varchar, dimension varchar, member varchar,
    numerator decimal(38, 9), denominator decimal(38, 9), schools integer
);
