"""One table as files: CSV, French CSV, Parquet, a sheet, and its Table Schema; the same rows give the same bytes."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from pipelines.outputs.open_data.tables import Table
from pipelines.outputs.plain_text import TEXT_STAYS_TEXT, never_a_formula


@dataclass(frozen=True)
class Form:
    """How a CSV is written: between columns, in numbers, for what is so and what is not, after a moment."""

    delimiter: str
    decimal: str
    true: str
    false: str
    zone: str


PLAIN = Form(",", ".", "true", "false", "Z")
FRENCH = Form(";", ",", "oui", "non", "")  # a French table has its moments at the hour of Paris already
BOM = "\ufeff"
LAST_ROW = 1_048_576  # of a sheet
NAME = 31  # characters of the name of a sheet


def plain_csv(table: Table) -> bytes:
    """Commas between columns, points in numbers, moments in UTC, UTF-8."""
    return _csv(table, PLAIN).encode("utf-8")


def french_csv(table: Table) -> bytes:
    """What a French spreadsheet opens by itself: semicolons, decimal commas, « oui » and « non », UTF-8 with its
    mark."""
    return (BOM + _csv(table, FRENCH)).encode("utf-8")


def parquet(table: Table) -> bytes:
    """The same rows with their types."""
    file = pa.BufferOutputStream()
    pq.write_table(table.rows, file, compression="zstd")
    return file.getvalue().to_pybytes()


def table_schema(table: Table, form: Form = PLAIN) -> dict[str, Any]:
    """The Table Schema of the plain CSV, or of the French one."""
    fields = []
    for column in table.columns:
        field = {"name": column.name, "title": column.header, "type": column.type, "description": column.description}
        if column.unit:
            field["unit"] = column.unit
        if column.type == "number" and form != PLAIN:
            field["decimalChar"] = form.decimal
        if column.type == "boolean" and form != PLAIN:
            field |= {"trueValues": [form.true], "falseValues": [form.false]}
        fields.append(field)
    schema: dict[str, Any] = {"title": table.title, "fields": fields, "missingValues": [""]}
    return schema | ({"primaryKey": list(table.key)} if table.key else {})


def workbook(tables: list[Table], title: str, built_at: datetime) -> bytes:
    """The tables as sheets of one workbook, text as text: nothing in it is ever a formula or a link. A table longer
    than a sheet goes on in the next, `name (2)`."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "constant_memory": False, **TEXT_STAYS_TEXT})
    book.set_properties({"title": title, "created": built_at})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    formats = {
        "date": book.add_format({"num_format": "dd/mm/yyyy"}),
        "datetime": book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
    }
    for table in tables:
        for number, start in enumerate(range(0, max(1, table.rows.num_rows), LAST_ROW - 1), start=1):
            more = f" ({number})" if number > 1 else ""
            sheet = book.add_worksheet(table.name[: NAME - len(more)] + more)
            _fill(sheet, replace(table, rows=table.rows.slice(start, LAST_ROW - 1)), head, formats)
    book.close()
    return file.getvalue()


def _fill(sheet: Any, table: Table, head: Any, formats: dict[str, Any]) -> None:
    """The headers and the rows of a table that holds in a sheet."""
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.header, head)
        sheet.set_column(place, place, min(max(12, len(column.header) + 2), 28))
        kind = column.type
        for line, value in enumerate(table.rows[column.name].to_pylist(), start=1):
            if value is None:
                continue
            if kind in formats:
                sheet.write_datetime(line, place, value, formats[kind])
            elif kind == "boolean":
                sheet.write_boolean(line, place, value)
            elif kind in ("integer", "number"):
                sheet.write_number(line, place, value)
            else:
                sheet.write_string(line, place, str(value))


def json_bytes(content: Any) -> bytes:
    """Indented JSON that people can read."""
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _csv(table: Table, form: Form) -> str:
    file = io.StringIO()
    writer = csv.writer(file, delimiter=form.delimiter, lineterminator="\r\n")
    names = [column.name for column in table.columns]
    writer.writerow(names)
    writer.writerows(zip(*(_written(table.rows[name], form) for name in names), strict=True))
    return file.getvalue()


def _written(column: pa.ChunkedArray, form: Form) -> list[Any]:
    """A column as text, one kind of value at a time; what is absent is empty."""
    values = column.to_pylist()
    if pa.types.is_floating(column.type):
        return ["" if value is None else _number(value, form.decimal) for value in values]
    if pa.types.is_boolean(column.type):
        return ["" if value is None else form.true if value else form.false for value in values]
    if pa.types.is_date(column.type):
        return ["" if value is None else value.isoformat() for value in values]
    if pa.types.is_timestamp(column.type):
        return ["" if value is None else value.isoformat() + form.zone for value in values]
    if pa.types.is_string(column.type):
        return [None if value is None else never_a_formula(value) for value in values]
    return values  # whole numbers are written as they are, None as nothing


def _number(value: float, decimal: str) -> str:
    return (str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)).replace(".", decimal)
