"""Writes large tables of schools, for tests and benches: the same rows for the same size."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from indicators.catalogue import catalogue
from indicators.territories import territories

YEARS = range(2022, 2027)


def write_schools(path: Path, rows: int, codes: int = 40) -> Path:
    """A table of schools of this many lines, exactly, over five campaigns: each line once, in no order of the keys."""
    connection = duckdb.connect()
    connection.execute("set variable codes = $codes", {"codes": indicators_of_schools()[:codes]})
    prefixes = [int(place.school_prefix) for place in territories() if place.school_prefix]
    connection.execute("set variable prefixes = $prefixes", {"prefixes": prefixes})
    connection.execute(f"copy ({ROWS}) to '{path}' (header, delimiter ';')", {"rows": rows})
    return path


def indicators_of_schools() -> list[str]:
    """The indicators that a school may answer in every campaign."""
    return [
        indicator.id
        for _, indicator in catalogue().indicators()
        if indicator.level == "department"
        and indicator.kind == "ratio"
        and indicator.origin == "reported"
        and not indicator.since
    ]


ROWS = """
select
    year || '-' || (year + 1) as annee_scolaire,
    lpad(digits::varchar, 7, '0') || substr('ABCDEFGHJKLMNPRSTUVWXYZ', (digits % 23)::int + 1, 1) as uai,
    code as code_indicateur,
    (hash(digits, code, year) % 100)::int as numerateur, (100 + hash(digits, code) % 400)::int as denominateur
from (
    select
        2022 + line % 5 as year,
        getvariable('codes')[(line // 5) % len(getvariable('codes')) + 1] as code,
        getvariable('prefixes')[(line // 5 // len(getvariable('codes'))) % 101 + 1] * 10000
            + (line // 5 // len(getvariable('codes')) // 101) % 9999 + 1 as digits
    from range($rows) as lines (line)
)
"""


def decided_sql() -> str:
    """Rows of one campaign ($year, $rows) as the pipeline keeps them: sorted, with integer keys, of 40 indicators."""
    departments = ", ".join(str(int(place.school_prefix)) for place in territories() if place.school_prefix)
    return f"""
    select
        [{departments}][school % 101 + 1]::smallint as department, (101 + indicator)::smallint as indicator,
        ([{departments}][school % 101 + 1] * 10000 + school // 101)::int as school,
        (hash(school, indicator, $year) % 100)::decimal(18, 6) as numerator,
        (100 + hash(school, indicator) % 400)::decimal(18, 6) as denominator,
        true as expected, 1 as source, (school * 40 + indicator)::int as row_number
    from range(($rows / 40)::bigint) as schools (school) cross join range(40) as indicators (indicator)
    order by all
    """


def decided_rows(folder: Path, rows: int) -> Path:
    """Rows as the pipeline keeps them, made at once: decided, sorted, one file a campaign."""
    connection = duckdb.connect()
    connection.execute("set memory_limit = '2000MB'")
    for year in range(2022, 2027):
        target = folder / f"campaign={year}-{year + 1}"
        target.mkdir(parents=True)
        connection.execute(
            f"copy ({decided_sql()}) to '{target}/rows.parquet' (compression zstd, row_group_size 61440)",
            {"year": year, "rows": rows // 5},
        )
    return folder


def links() -> pa.Table:
    """Each département beside every territory it adds up to, itself first."""
    parents = {place.code: place.parent_code for place in territories()}
    rows = []
    for place in territories():
        code: str | None = place.code if place.school_prefix else None
        while code:
            rows.append({"department": int(place.school_prefix or 0), "territory_code": code})
            code = parents[code]
    return pa.Table.from_pylist(rows, schema=pa.schema([("department", pa.int16()), ("territory_code", pa.string())]))
