"""One table as files: plain CSV, French CSV, Parquet and its Table Schema; the same rows give the same bytes."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.outputs.open_data.tables import Table

PLAIN = {"delimiter": ",", "decimal": "."}
FRENCH = {"delimiter": ";", "decimal": ","}
BOM = "\ufeff"


def plain_csv(table: Table) -> bytes:
    """Commas between columns, points in numbers, UTF-8."""
    return _csv(table, **PLAIN).encode("utf-8")


def french_csv(table: Table) -> bytes:
    """What a French spreadsheet opens by itself: semicolons, decimal commas, UTF-8 with its mark."""
    return (BOM + _csv(table, **FRENCH)).encode("utf-8")


def parquet(table: Table) -> bytes:
    """The same rows with their types."""
    file = pa.BufferOutputStream()
    pq.write_table(table.rows, file, compression="zstd")
    return file.getvalue().to_pybytes()


def table_schema(table: Table, decimal: str = ".") -> dict[str, Any]:
    """The Table Schema of the plain CSV, or of the French one."""
    fields = []
    for column in table.columns:
        field = {"name": column.name, "type": column.type, "description": column.description}
        if column.unit:
            field["unit"] = column.unit
        if column.type == "number" and decimal != ".":
            field["decimalChar"] = decimal
        fields.append(field)
    schema: dict[str, Any] = {"title": table.title, "fields": fields, "missingValues": [""]}
    return schema | ({"primaryKey": list(table.key)} if table.key else {})


def json_bytes(content: Any) -> bytes:
    """Indented JSON that people can read."""
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _csv(table: Table, delimiter: str, decimal: str) -> str:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n")
    names = [column.name for column in table.columns]
    writer.writerow(names)
    columns = [table.rows[name].to_pylist() for name in names]
    writer.writerows([_written(value, decimal) for value in row] for row in zip(*columns, strict=True))
    return file.getvalue()


def _written(value: Any, decimal: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return (str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)).replace(".", decimal)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)
