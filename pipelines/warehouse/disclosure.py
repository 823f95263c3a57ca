"""Which figures a publication must not tell: small numbers of pupils, and what would give them back by subtraction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import duckdb
import pyarrow as pa

from indicators.territories import fold
from indicators.toml_file import toml_beside
from pipelines.queries import named, query

# Of what is masked so far, what else must be: campaign, indicator, territory.
Besides = Callable[[duckdb.DuckDBPyConnection], set[tuple[str, str, str]]]


def _policy() -> dict[str, Any]:
    return toml_beside(__file__, "disclosure.toml")


def threshold() -> int:
    """Under this number, a count of pupils is not published."""
    return _policy()["threshold"]


@lru_cache(maxsize=1024)
def counts_pupils(label: str | None) -> bool:
    """Whether what a numerator or denominator counts, told by its label, is pupils."""
    begun = [fold(word).removesuffix("s") for word in _policy()["pupils"]]
    return any(word.startswith(beginning) for word in fold(label or "").split() for beginning in begun)


def rules(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """What the queries must know: the threshold, and the indicators whose numerator or denominator counts pupils."""
    labels = connection.execute("select indicator_id, numerator_label, denominator_label from indicator").fetchall()
    return rules_of(labels)


def rules_of(labels: Iterable[tuple[str, str | None, str | None]]) -> dict[str, Any]:
    """The same from the labels of indicators: (code, of the numerator, of the denominator).

    `always_shown` are the territories whose sums are shown elsewhere, so that masking them would hide nothing."""
    labels = list(labels)
    return {
        "threshold": threshold(),
        "always_shown": [],
        "numerators": [code for code, numerator, _ in labels if counts_pupils(numerator)],
        "denominators": [code for code, _, denominator in labels if counts_pupils(denominator)],
    }


def mask(connection: duckdb.DuckDBPyConnection, besides: Besides | None = None) -> None:
    """Makes the tables `masked` and `masked_progress` of a publication.

    `besides` is asked, of what is masked so far, what else must be; until it has nothing to add."""
    parameters = rules(connection)
    mask_counts(connection, parameters)
    while besides and (hidden := besides(connection)):
        connection.executemany("insert into masked values (?, ?, ?)", sorted(hidden))
        _close_sums(connection, parameters)
    _keep(connection, "masked_progress", parameters)


def mask_counts(connection: duckdb.DuckDBPyConnection, parameters: dict[str, Any]) -> None:
    """Makes the table `masked` from `indicator_progress` and `territory`: small counts, then what would give them back.

    Each round masks the next smallest figure of every sum that a subtraction could open; it ends when none is left,
    and so does the duty of secrecy: no sum, at any level, has a single unknown. What a publication calls a territory
    may as well be a school beneath its département: the rule is the same."""
    _keep(connection, "pupil_count", parameters)
    _keep(connection, "small_count", parameters, name="masked")
    _close_sums(connection, parameters)


def _close_sums(connection: duckdb.DuckDBPyConnection, parameters: dict[str, Any]) -> None:
    while (hidden := _rows(connection, "beside_masked", parameters)).num_rows:
        connection.register("found", hidden)
        connection.execute("insert into masked select campaign, indicator_id, territory_code from found")
        connection.unregister("found")


def _keep(
    connection: duckdb.DuckDBPyConnection, file: str, parameters: dict[str, Any], name: str | None = None
) -> None:
    connection.register("incoming", _rows(connection, file, parameters))
    connection.execute(f"create temp table {name or file} as from incoming")
    connection.unregister("incoming")


def _rows(connection: duckdb.DuckDBPyConnection, file: str, parameters: dict[str, Any]) -> pa.Table:
    sql = query("publish", file)
    return connection.sql(sql, params=named(sql, parameters)).to_arrow_table()
