"""The report format as data: sections, fields and lists of words, read once from report_format.toml."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from indicators.territories import fold

FORMAT = Path(__file__).parent / "report_format.toml"
HEADER_ROWS = 20  # a header may stand in any of these first rows
READER_VERSION = 6  # raise it when the reader itself reads the same bytes differently


@dataclass(frozen=True)
class Field:
    """One column (or label) of a section; `key` rows are set aside when it cannot be read."""

    id: str
    header: str
    type: str
    list: str | None = None
    key: bool = False
    reader: bool = False
    headers: tuple[str, ...] = ()
    description: str | None = None
    pattern: str | None = None  # for the published schema alone: the reader accepts every promised spelling


@dataclass(frozen=True)
class Section:
    """A sheet of a report, or a kind of table. `headers` gives, folded, the field of each header."""

    id: str
    sheet: str
    fields: tuple[Field, ...]
    required: frozenset[str]
    headers: dict[str, Field]


@dataclass(frozen=True)
class Format:
    """Sections of a report by folded sheet name, kinds of table by id, words of each list.

    `unread` names, folded, the sheets the program itself adds for people: known, never read."""

    version: int
    unread: frozenset[str]
    sheets: dict[str, Section]
    tables: dict[str, Section]
    words: dict[str, tuple[str, ...]]
    synonyms: dict[str, dict[str, str]]

    def sections(self) -> list[Section]:
        return [*self.sheets.values(), *self.tables.values()]


@lru_cache(maxsize=1)
def report_format() -> Format:
    """The format, version 1."""
    content = tomllib.loads(FORMAT.read_text(encoding="utf-8"))
    sheets = {fold(one["sheet"]): _section(id_, one) for id_, one in content["section"].items()}
    return Format(
        version=content["version"],
        unread=frozenset(map(fold, content["unread"])),
        sheets=sheets,
        tables={id_: _section(id_, one) for id_, one in content["table"].items()},
        words={name: tuple(words) for name, words in content["words"].items()},
        synonyms=content["synonyms"],
    )


def _section(id_: str, content: dict[str, Any]) -> Section:
    fields = tuple(Field(**{**one, "headers": tuple(one.get("headers", ()))}) for one in content["fields"])
    headers = {fold(name): field for field in fields for name in (field.header, *field.headers)}
    return Section(id_, content.get("sheet", ""), fields, frozenset(content.get("required", ())), headers)


@lru_cache(maxsize=1)
def reader_digest() -> str:
    """Names the cache of what was parsed: another format or reader, another cache."""
    return hashlib.sha256(FORMAT.read_bytes() + str(READER_VERSION).encode()).hexdigest()[:12]
