-- What stands where no table of schools was received: the same tables, empty, without the cost of understanding them.
create table staging.school_segment (source_sha256 varchar, path varchar, first_row integer, years smallint[]);
create table staging.school_line (
    source_sha256 varchar, sheet varchar, row_number integer, year smallint, school integer, indicator smallint,
    numerator decimal(18, 6), denominator decimal(18, 6), faults integer, decimals smallint, written varchar
);
create table staging.school_aside (
    fault varchar, source_sha256 varchar, sheet varchar, lines bigint, row_number integer, side varchar, value_read varchar
);
create table staging.school_decimal (
    source_sha256 varchar, sheet varchar, lines bigint, first integer[], side varchar, value_read varchar
);
create table staging.school_fault (
    fault varchar, source_sha256 varchar, sheet varchar, row_number integer, cell varchar, value_read varchar,
    school_read varchar, code_read varchar, campaign_read varchar, numerator_read varchar, denominator_read varchar, others bigint
);
