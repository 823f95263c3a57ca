"""A table cut to what is asked, then written: JSON, CSV, Parquet or a workbook; the same rows give the same bytes."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from dashboard.api.problems import Problem, unknown
from dashboard.api.sources import Source, State
from indicators.typography import number
from indicators.words import words
from pipelines.outputs.open_data import files
from pipelines.outputs.open_data.tables import Column, Table
from pipelines.outputs.plain_text import never_a_formula

MOST = 50_000  # rows of one answer: beyond, it is asked for in pieces
# What an address may ask of a table, and the column that it is of.
FILTERS = {
    "territoire": "territory_code",
    "objectif": "objective_id",
    "indicateur": "indicator_id",
    "campagne": "campaign",
}
# The table that names each code, where a table that has none of it would not tell a wrong code from an empty answer.
_NAMED = {"territoire": "territory", "objectif": "objective", "indicateur": "indicator", "campagne": "campaign"}
_THE = {
    "territoire": "Le territoire",
    "objectif": "L'objectif",
    "indicateur": "L'indicateur",
    "campagne": "La campagne",
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BAR = "|"


@dataclass(frozen=True)
class Selection:
    """The selection that an address asks for: which rows, in which form."""

    form: str
    filters: tuple[tuple[str, str | int], ...]
    limit: int | None
    start: int


@dataclass(frozen=True)
class Piece:
    """The rows that are asked for, and how many there were to choose from."""

    table: Table
    total: int
    start: int

    @property
    def next(self) -> int | None:
        """Where the following rows begin, or None after the last."""
        end = self.start + self.table.rows.num_rows
        return end if end < self.total else None


def cut(source: Source, name: str, selection: Selection) -> Piece:
    """The rows of a table that an address asks for, in the order of its key. Raises Problem."""
    if name not in source.names:
        raise unknown("La table", name, source.names)
    table = source.table(name)
    rows = _ordered(table)
    for parameter, value in selection.filters:
        rows = rows.filter(pc.field(_column(table, parameter)) == value)
        if not rows.num_rows:
            _refuse_unknown(source, table, parameter, value)
    if selection.limit is None and rows.num_rows - selection.start > MOST:
        raise Problem(
            413,
            f"« {name} » a {number(rows.num_rows)} lignes, une réponse en porte {number(MOST)} au plus : filtrez, ou "
            "demandez-la par morceaux avec « limite » et « depuis ».",
        )
    taken = rows.slice(selection.start, selection.limit or MOST)
    return Piece(replace(table, rows=taken), rows.num_rows, selection.start)


def _column(table: Table, parameter: str) -> str:
    """The column that a filter is of; a table that has none says by what it is filtered, and forgets nothing asked."""
    names = table.rows.column_names
    if FILTERS[parameter] not in names:
        own = [f"« {name} »" for name, column in FILTERS.items() if column in names]
        by = f"elle se filtre par {', '.join(own)}" if own else "elle ne se filtre pas"
        raise Problem(422, f"« {table.name} » n'a pas de colonne « {FILTERS[parameter]} » : {by}.")
    return FILTERS[parameter]


def _refuse_unknown(source: Source, table: Table, parameter: str, value: str | int) -> None:
    """An answer without a row is one for a code that exists; for one that does not, it would be silence."""
    named, column = _NAMED[parameter], FILTERS[parameter]
    rows = source.table(named).rows if named in source.names else table.rows
    codes = rows[column].drop_null().unique().to_pylist()
    if value not in codes:
        raise unknown(_THE[parameter], str(value), sorted(codes))


def _ordered(table: Table) -> pa.Table:
    """By the key, or by all that can be compared: pieces that are asked for one after the other are of one order."""
    names = [field.name for field in table.rows.schema if not pa.types.is_list(field.type)]
    order = [name for name in table.key if name in names] or names
    return table.rows.sort_by([(name, "ascending") for name in order])


def as_json(piece: Piece, state: State) -> bytes:
    """The rows under what is said of them."""
    wording = words()["demonstration"]
    body = {
        "table": piece.table.name,
        "titre": piece.table.title,
        "source": state.source,
        "du": state.of.isoformat(),
        "empreinte": state.digest,
        "edition": state.edition,
        "demonstration": state.demonstration,
        "avertissement": f"{wording['banner']}. {wording['explanation']}" if state.demonstration else None,
        "licence": "Licence Ouverte 2.0",
        "total": piece.total,
        "depuis": piece.start,
        "suivant": piece.next,
        "lignes": piece.table.rows.to_pylist(),
    }
    return json.dumps(body, ensure_ascii=False, default=_written, separators=(",", ":")).encode("utf-8")


def as_parquet(piece: Piece, state: State) -> bytes:
    """The rows with their types; what is said of them stands in the metadata of the file."""
    facts = {
        "source": state.source,
        "empreinte": state.digest,
        "demonstration": "oui" if state.demonstration else "non",
    }
    metadata = piece.table.rows.schema.metadata or {}
    rows = piece.table.rows.replace_schema_metadata(
        metadata | {key.encode(): text.encode() for key, text in facts.items()}
    )
    file = io.BytesIO()
    parquet.write_table(rows, file, compression="zstd")
    return file.getvalue()


def as_csv(piece: Piece, _state: State) -> bytes:
    """Commas between columns, points in numbers, UTF-8."""
    return files.plain_csv(plain(piece.table))


def as_french_csv(piece: Piece, _state: State) -> bytes:
    """The CSV that a French spreadsheet opens by itself, under the headers of the workbooks."""
    return files.french_csv(headed(plain(piece.table)))


def as_workbook(piece: Piece, state: State) -> bytes:
    """One sheet; a text is never a formula."""
    return files.workbook([headed(plain(piece.table, guarded=False))], piece.table.title, state.of.replace(tzinfo=None))


@dataclass(frozen=True)
class Form:
    """One way of writing rows: the end of the name of its file, its media type, how, and whether it takes time."""

    suffix: str
    media: str
    write: Callable[[Piece, State], bytes]


FORMS: Mapping[str, Form] = {
    "json": Form(".json", "application/json", as_json),
    "csv": Form(".csv", "text/csv; charset=utf-8", as_csv),
    "csv-fr": Form("-fr.csv", "text/csv; charset=utf-8", as_french_csv),
    "parquet": Form(".parquet", "application/vnd.apache.parquet", as_parquet),
    "xlsx": Form(".xlsx", XLSX, as_workbook),
}


def package(tables: Sequence[Table], state: State, form: str) -> bytes:
    """All the tables in one form, in one file; with the plain CSV, the Data Package that describes them."""
    archive = io.BytesIO()
    prefix = "demonstration_" if state.demonstration else ""
    with zipfile.ZipFile(archive, "w") as zip_file:
        for table in tables:
            whole = Piece(replace(table, rows=_ordered(table)), table.rows.num_rows, 0)
            _add(zip_file, f"{form}/{prefix}{table.name}{FORMS[form].suffix}", FORMS[form].write(whole, state))
        if form == "csv":
            _add(zip_file, "datapackage.json", files.json_bytes(_described(tables, state, prefix)))
    return archive.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 4)


def _described(tables: Sequence[Table], state: State, prefix: str) -> dict[str, Any]:
    subtitle = words()["demonstration"]["banner"] if state.demonstration else "Calcul"
    return {
        "profile": "tabular-data-package",
        "name": "pilotage-numerique-educatif-calcul",
        "title": f"Pilotage du numérique éducatif. {subtitle}",
        "created": state.of.isoformat(),
        "version": state.digest[:12],
        "resources": [
            {
                "name": f"{prefix}{table.name}".replace("_", "-"),
                "path": f"csv/{prefix}{table.name}.csv",
                "profile": "tabular-data-resource",
                "schema": files.table_schema(plain(replace(table, rows=table.rows.slice(0, 0)))),
            }
            for table in tables
        ],
    }


def compressed(content: bytes, form: str) -> bytes | None:
    """The content of an answer for who reads gzip; None for what is compressed already, or too small to gain by it."""
    return gzip.compress(content, 5, mtime=0) if form in ("json", "csv", "csv-fr") and len(content) > 1024 else None


def plain(table: Table, guarded: bool = True) -> Table:
    """The rows as a spreadsheet holds them: lists written in one cell, and, in a text file, where nothing else tells a
    text from a formula, what a spreadsheet would compute kept from it."""
    rows = table.rows
    for place, column in enumerate(rows.schema):
        values = rows.column(place)
        if pa.types.is_list(column.type):
            values = pa.array(
                [None if texts is None else _BAR.join(texts) for texts in values.to_pylist()], pa.string()
            )
        elif not (guarded and pa.types.is_string(column.type)):
            continue
        if guarded:
            values = pa.array(
                [text if text is None else never_a_formula(text) for text in values.to_pylist()], pa.string()
            )
        rows = rows.set_column(place, column.name, values)
    return replace(table, rows=rows)


def headed(table: Table) -> Table:
    """The table under French headers; two columns that share one are told apart by their names."""
    shared = Counter(column.header for column in table.columns)
    columns = tuple(_headed(column, shared[column.header] > 1) for column in table.columns)
    return replace(table, columns=columns, rows=table.rows.rename_columns([column.name for column in columns]))


def _headed(column: Column, shared: bool) -> Column:
    header = f"{column.header} ({column.name})" if shared else column.header
    return replace(column, name=header, header=header)


def _written(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
