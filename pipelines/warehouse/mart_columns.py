"""The dictionary of the marts: the grain of each public table and the name, type, unit and meaning of its columns.

It is written once, in marts/*.toml, and read by the comments of the warehouse, the schemas of the open data, the
headers of the workbooks and docs/marts.md."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from indicators.models import Definition
from indicators.typography import typeset

FOLDER = Path(__file__).parent / "marts"
SHARED = "columns.toml"
SqlType = Literal["BIGINT", "BOOLEAN", "DATE", "DOUBLE", "INTEGER", "TIMESTAMP", "VARCHAR", "VARCHAR[]"]


class Wording(Definition):
    """The same words in French and in English."""

    fr: str
    en: str


class Column(Definition):
    """One column of a mart: its SQL type, its unit where it has one, what it says, its header in the workbooks."""

    name: str
    type: SqlType
    unit: Wording | None = None
    fr: str
    en: str
    header: str | None = None


class Mart(Definition):
    """One public table. `key` tells its rows apart (empty: nothing does); `columns` are in the order of the table;
    `subject` is the file of marts/ that says it."""

    name: str
    subject: str
    title: Wording
    grain: Wording
    note: Wording | None = None
    key: tuple[str, ...] = ()
    columns: tuple[Column, ...] = Field(min_length=1)

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError."""
        return {column.name: column for column in self.columns}[name]


@lru_cache(maxsize=1)
def marts() -> dict[str, Mart]:
    """Name of a mart → what it holds. Raises ValueError where the files say too little, too much or one thing twice."""
    shared = _content(FOLDER / SHARED)
    paths = [path for path in sorted(FOLDER.glob("*.toml")) if path.name != SHARED]
    entries = [(name, mart | {"subject": path.stem}) for path in paths for name, mart in _content(path).items()]
    written = dict(entries)
    if len(written) < len(entries):
        raise ValueError(f"{FOLDER.name}: a mart is documented twice")
    if unused := shared["column"].keys() - {name for mart in written.values() for name in mart["columns"]}:
        raise ValueError(f"{FOLDER.name}/{SHARED}: in no mart: {', '.join(sorted(unused))}")
    return {name: _mart(name, mart, shared) for name, mart in written.items()}


def mart_column(reference: str) -> Column:
    """The column that `mart.column` names. Raises KeyError."""
    mart, name = reference.split(".")
    return marts()[mart].column(name)


def table_comment(mart: Mart) -> str:
    """What the warehouse says of a mart, in French then in English."""
    note = mart.note or Wording(fr="", en="")
    french = f"{mart.title.fr} : {mart.grain.fr}. {note.fr}".strip()
    return typeset(f"{french} — {mart.title.en}: {mart.grain.en}. {note.en}".strip())


def column_comment(column: Column) -> str:
    """What the warehouse says of a column, in French then in English, each with the unit."""
    unit = column.unit
    french, english = (f" [{unit.fr}]", f" [{unit.en}]") if unit else ("", "")
    return f"{typeset(column.fr)}{french} — {column.en}{english}"


def _content(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _mart(name: str, written: dict[str, Any], shared: dict[str, Any]) -> Mart:
    own = written.pop("column", {})
    if unknown := own.keys() - set(written["columns"]):
        raise ValueError(f"marts.{name} has no column {', '.join(sorted(unknown))}")
    columns = []
    for column in written.pop("columns"):
        text = shared["column"].get(column, {}) | own.get(column, {})
        unit = {"unit": shared["unit"][text["unit"]]} if "unit" in text else {}
        columns.append(text | unit | {"name": column})
    return Mart.model_validate({**written, "name": name, "columns": columns})
