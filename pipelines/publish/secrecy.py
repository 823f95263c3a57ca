"""Which figures a publication must not tell: small numbers of pupils, and what would give them back by subtraction."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from indicators.territories import fold
from pipelines.publish.query import query


@lru_cache(maxsize=1)
def _policy() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "secrecy.toml").read_text(encoding="utf-8"))


def threshold() -> int:
    """Under this number, a count of pupils is not published."""
    return _policy()["threshold"]


def counts_pupils(label: str | None) -> bool:
    """Whether what a numerator or denominator counts, told by its label, is pupils."""
    begun = [fold(word).removesuffix("s") for word in _policy()["pupils"]]
    return any(word.startswith(one) for word in fold(label or "").split() for one in begun)


def rules(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """What the queries must know: the threshold, and the indicators whose numerator or denominator counts pupils."""
    labels = connection.execute("select indicator_id, numerator_label, denominator_label from indicator").fetchall()
    return {
        "threshold": threshold(),
        "numerators": [code for code, numerator, _ in labels if counts_pupils(numerator)],
        "denominators": [code for code, _, denominator in labels if counts_pupils(denominator)],
    }


def mask(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the tables `masked` and `masked_progress`: small counts first, then what would give them back.

    Each round masks the next smallest figure of every sum that a subtraction could open; it ends when none is left,
    and so does the publication's duty: no sum, at any level, has a single unknown."""
    given = rules(connection)
    _keep(connection, "pupil_count", given)
    _keep(connection, "small_count", given, name="masked")
    while found := connection.execute(*query("beside_masked", given)).fetchall():
        connection.executemany("insert into masked values (?, ?, ?)", found)
    _keep(connection, "masked_progress", given)


def _keep(connection: duckdb.DuckDBPyConnection, file: str, given: dict[str, Any], name: str | None = None) -> None:
    rows = connection.sql(*query(file, given)[:1], params=query(file, given)[1]).to_arrow_table()
    connection.register("incoming", rows)
    connection.execute(f"create table {name or file} as from incoming")
    connection.unregister("incoming")
