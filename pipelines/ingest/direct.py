"""Reads a file in this very process: told by its content, opened, and turned into rows."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.ingest.grids import Grid, is_json, json_grids, parquet_grids
from pipelines.ingest.limits import MEGABYTE, UnreadableFile, bounds
from pipelines.ingest.parsed import FileRow, Finding, Parsed
from pipelines.ingest.rows import rows
from pipelines.ingest.spreadsheets.excel import excel_grids
from pipelines.ingest.spreadsheets.opendocument import opendocument_grids
from pipelines.ingest.spreadsheets.zip_package import Package

if TYPE_CHECKING:  # the process that reads loads no more than it reads with
    from pipelines.store.contents import Content

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an encrypted .xlsx, or a workbook of before 2007
PARQUET = b"PAR1"
BLANK = b"\0 \r\n\t\xef\xbb\xbf"


WEIGHTS = 4  # times the ordinary weight, of an official table: most of its columns are not read


def load_tables() -> None:
    """Loads what reads tables, which no workbook of a committee asks for."""
    for name in ("pyarrow.parquet", "pipelines.ingest.official.delimited", "pipelines.ingest.official.sheets"):
        import_module(name)


def weighed(content: Content) -> None:
    """Raises UnreadableFile for a file that is too heavy whatever it holds."""
    if len(content) > bounds().file * MEGABYTE * (1 if content.startswith(b"PK") else WEIGHTS):
        raise UnreadableFile("file_too_heavy")


def read_here(sha256: str, content: bytes, catalogue: Path | None = None) -> Parsed:
    """Reads in this process, whatever it takes: for the process that has limits."""
    try:
        package = Package(content) if content.startswith(b"PK") else None
        if package:
            package.examine()
        elif not content.startswith((PARQUET, OLE)) and not is_json(content):
            from pipelines.ingest.official.delimited import read_delimited

            if official := read_delimited(sha256, content, catalogue):
                return official
        if len(content) > bounds().file * MEGABYTE:
            raise UnreadableFile("file_too_heavy")
        return rows(sha256, grids(content, package, catalogue), catalogue, len(content))
    except UnreadableFile as error:
        return unreadable(sha256, error)


def grids(content: bytes, package: Package | None, catalogue: Path | None = None) -> list[Grid]:
    """The sheets of a file; `package` is the opened workbook, where it is one. Raises UnreadableFile."""
    if package:
        return opendocument_grids(package) if package.is_open_document() else excel_grids(package)
    if not content.strip(BLANK):
        raise UnreadableFile("file_empty")
    if content.startswith(OLE):
        raise UnreadableFile("file_encrypted_or_old")
    if content.startswith(PARQUET):
        return parquet_grids(content)
    from pipelines.ingest.text.delimited import delimited_grids

    return json_grids(content) if is_json(content) else delimited_grids(content, catalogue)


def unreadable(sha256: str, error: UnreadableFile) -> Parsed:
    """What is said of a file that nobody can read."""
    parsed = Parsed()
    parsed.files.append(FileRow(sha256, "unreadable", None))
    parsed.findings.append(Finding(sha256, error.code, None, None, None, error.read, error.detail))
    return parsed
