"""The report format as data: sections, fields and lists of words, read once from report_format.toml."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from indicators.territories import fold

FORMAT = Path(__file__).parent / "report_format.toml"
HEADER_ROWS = 20  # a header may stand in any of these first rows
READER_VERSION = 9  # raise it when the reader itself reads the same bytes differently


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
    spoken: dict[str, str] = field(default_factory=dict, hash=False)  # header → the word that it says of its values

    def names(self) -> tuple[str, ...]:
        """Every header under which the field is known."""
        return (self.header, *self.headers, *self.spoken)


@dataclass(frozen=True)
class Section:
    """A sheet of a report, or a kind of table. `headers` gives the field of each header: folded in a report, by its
    `header_key` in a table."""

    id: str
    sheet: str
    fields: tuple[Field, ...]
    required: frozenset[str]
    headers: dict[str, Field]

    def words_of(self, header: str) -> str | None:
        """What a header of a table says of its values: `Rentrée`, `Département`; None where it says nothing."""
        key = header_key(header)
        field = self.headers.get(key)
        return next((word for name, word in field.spoken.items() if header_key(name) == key), None) if field else None


@dataclass(frozen=True)
class SchoolNature:
    """What the ministry's codes of nature from `first` to `last` tell: the kind of school, or None for what is no
    school (an office, a service)."""

    first: int
    last: int
    kind: str | None = None


@dataclass(frozen=True)
class SchoolLabel:
    """The same of labels that begin with `begins`, folded."""

    begins: str
    kind: str | None = None


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
    natures: tuple[SchoolNature, ...]
    labels: tuple[SchoolLabel, ...]

    def sections(self) -> list[Section]:
        return [*self.sheets.values(), *self.tables.values()]


@lru_cache(maxsize=1)
def report_format() -> Format:
    """The format, version 1."""
    content = tomllib.loads(FORMAT.read_text(encoding="utf-8"))
    sheets = {fold(section["sheet"]): _section(id_, section, fold) for id_, section in content["section"].items()}
    return Format(
        version=content["version"],
        unread=frozenset(map(fold, content["unread"])),
        sheets=sheets,
        tables={id_: _section(id_, section, header_key) for id_, section in content["table"].items()},
        words={name: tuple(words) for name, words in content["words"].items()},
        synonyms=content["synonyms"],
        natures=tuple(SchoolNature(**nature) for nature in content["natures"]),
        labels=tuple(SchoolLabel(**label) for label in content["labels"]),
    )


def _section(id_: str, content: dict[str, Any], key: Callable[[str], str]) -> Section:
    fields = tuple(Field(**{**field, "headers": tuple(field.get("headers", ()))}) for field in content["fields"])
    headers: dict[str, Field] = {}
    for own in fields:
        for name in own.names():
            headers.setdefault(key(name), own)
    return Section(id_, content.get("sheet", ""), fields, frozenset(content.get("required", ())), headers)


@lru_cache(maxsize=20_000)
def header_key(text: str) -> str:
    """A header of a table without what does not count in it: case, accents, spaces, `_` and `-`; `+` is a word."""
    return fold(text.replace("+", " plus ")).replace(" ", "")


@lru_cache(maxsize=8)
def reader_digest(tables: str = "") -> str:
    """Names the cache of what was parsed: another format, reader or definition of a table (`tables`: their digest),
    another cache."""
    return hashlib.sha256(FORMAT.read_bytes() + f"{READER_VERSION}{tables}".encode()).hexdigest()[:12]
