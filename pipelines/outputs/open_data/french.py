"""The French form of the tables: French headers, and beside each code the name or the word that it stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pyarrow as pa

from indicators.typography import in_paris, typeset
from indicators.words import words
from pipelines.outputs.open_data.tables import Column, Table, described

Names = Mapping[str, Mapping[Any, str]]
CODE = " (code)"  # follows the header of a column of codes, whose words stand under the header itself


def french(tables: list[Table]) -> list[Table]:
    """Every table with its names; the rows and their order stay."""
    names = _names(tables)
    return [_french(table, names) for table in tables]


def _names(tables: list[Table]) -> Names:
    """Of each table whose keys have names, the name of each."""
    by_name = {table.name: table for table in tables}
    return {
        name: dict(
            zip(
                *(by_name[name].rows[column].to_pylist() for column in (by_name[name].key[0], how["column"])),
                strict=True,
            )
        )
        for name, how in described()["beside"].items()
    }


def _french(table: Table, names: Names) -> Table:
    columns: list[Column] = []
    values: list[Any] = []
    for column in table.columns:
        own = table.rows[column.name]
        for written, content in _written(table, column, own, names):
            columns.append(written)
            values.append(content)
    rows = pa.Table.from_arrays(values, names=[column.name for column in columns])
    headers = {column.name: _header(column) for column in table.columns}
    return replace(table, key=tuple(headers[name] for name in table.key), columns=tuple(columns), rows=rows)


def _written(
    table: Table, column: Column, own: pa.ChunkedArray, names: Names
) -> Iterator[tuple[Column, pa.ChunkedArray | pa.Array]]:
    """A column under its French header, then its names or its words."""
    header = _header(column)
    if column.type == "datetime":
        at = f"{column.description.removesuffix('.')} (heure de Paris)."
        yield replace(column, name=header, header=header, description=typeset(at)), _in_paris(own)
        return
    yield replace(column, name=header, header=header), own
    if column.words:
        yield _beside(column, column.header, f"{column.header}, en toutes lettres."), _read(own, _words(column.words))
    elif (column.of in names and table.name != column.of) or column.beside:
        beside = column.beside or described()["beside"][column.of]["header"]
        yield _beside(column, beside, f"{beside} : le nom qui répond au code."), _read(own, names[str(column.of)])


def _header(column: Column) -> str:
    return typeset(column.header + (CODE if column.words else ""))


def _beside(column: Column, header: str, description: str) -> Column:
    return Column(typeset(header), "string", description, typeset(header))


def _in_paris(moments: pa.ChunkedArray) -> pa.Array:
    """Moments as a clock in Paris says them."""
    clocks = [None if moment is None else in_paris(moment).replace(tzinfo=None) for moment in moments.to_pylist()]
    return pa.array(clocks, moments.type)


def _words(name: str) -> Mapping[Any, str]:
    return words().get(name, {}) | described()["words"].get(name, {})


def _read(codes: pa.ChunkedArray, texts: Mapping[Any, str]) -> pa.Array:
    """What each code stands for, written as the table that names it writes it, so that the two join; a code that
    nothing names stays as it is."""
    written = {code: texts.get(code, str(code)) for code in codes.unique().to_pylist() if code is not None}
    return pa.array([written.get(code) for code in codes.to_pylist()], pa.string())
