"""A table of schools as it was received → one Parquet of typed lines, each with its faults: made once, kept beside."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import duckdb

from indicators.catalogue import catalogue_digest
from pipelines.ingest.limits import UnreadableFile
from pipelines.ingest.official.definition import definitions_digest
from pipelines.ingest.parsed import Finding
from pipelines.ingest.report_format import header_key, reader_digest, report_format
from pipelines.ingest.school_tables import FIELDS, KIND, Layout, recognised
from pipelines.ingest.text.encoding import is_suspect
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse.schools.csv_fallback import OddText
from pipelines.warehouse.schools.queries import apart, query
from pipelines.warehouse.schools.sandbox import copy_confined

KEPT = "row_number, year, school, indicator, numerator, denominator, faults, decimals, written"
# a number is not the text `1.200`, which may mean two: it takes one more figure, which changes nothing of it
NUMBER = (
    "case when typeof({0}) in ('DOUBLE', 'FLOAT') or typeof({0}) like 'DECIMAL%' "
    r"then regexp_replace({0}::varchar, '^(-?[1-9]\d?\d?[.]\d\d\d)$', '\10') else {0}::varchar end"
)
# under a header that says what its years are, a bare one is said so
BARE_YEAR = r"case when regexp_full_match(trim({0}), '\d{{4}}(?:\.0)?') then '{1} ' || left(trim({0}), 4) else {0} end"
LINES_VERSION = 4  # raise it when the same bytes give other lines


@dataclass(frozen=True)
class Segment:
    """The typed lines of one file: `first_row` is where the first of them stands, `years` those it speaks of."""

    source_sha256: str
    path: Path
    first_row: int
    years: tuple[int, ...]
    findings: tuple[Finding, ...]


def segments(connection: duckdb.DuckDBPyConnection, settings: Settings, hashes: list[str]) -> list[Segment]:
    """The segment of each of these files, read now where it was not read yet."""
    reader = reader_digest(definitions_digest(settings.catalogue))
    digest = f"{reader}-{catalogue_digest(settings.catalogue)[:12]}-{LINES_VERSION}"
    folder = settings.schools / "received" / digest
    missing = [sha256 for sha256 in hashes if not _kept(folder, sha256)]
    if missing:
        with apart(connection, settings.schools / "spill") as engine:
            for sha256 in missing:
                _make(engine, settings, folder, sha256)
    return [segment for sha256 in hashes if (segment := _kept(folder, sha256))]


def _kept(folder: Path, sha256: str) -> Segment | None:
    note, path = folder / f"{sha256}.json", folder / f"{sha256}.parquet"
    if not (note.exists() and path.exists()):  # a power cut may have taken one name of the two
        return None
    content = json.loads(note.read_text(encoding="utf-8"))
    findings = tuple(Finding(*finding) for finding in content["findings"])
    return Segment(sha256, path, content["first_row"], tuple(content["years"]), findings)


def _make(connection: duckdb.DuckDBPyConnection, settings: Settings, folder: Path, sha256: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path, target = Archive(settings).path(sha256), folder / f"{sha256}.parquet"
    layout = recognised(path)
    assert layout, "a table is told from its headers, and they do not change"
    findings = write_lines(connection, sha256, path, layout, target)
    years = connection.sql(query("years"), params={"path": str(target)}).fetchall()
    note = {
        "first_row": layout.header + 2,
        "years": [year for (year,) in years],
        "findings": [list(f) for f in findings],
    }
    publish(folder / f"{sha256}.json", json.dumps(note).encode())


def write_lines(
    connection: duckdb.DuckDBPyConnection, sha256: str, path: Path, layout: Layout, target: Path
) -> list[Finding]:
    """Writes the typed lines of a table; what is said of it beside them is returned."""
    draft = target.with_suffix(".draft")
    if layout.delimiter is None:
        return _write_parquet(connection, sha256, path, layout, draft, target)
    if not _write_text(connection, path, layout, draft):
        odd = OddText(sha256, path, layout)
        try:
            connection.register("written_text", odd.reader())
            _write(connection, connection.view("written_text"), draft)
        except (UnreadableFile, duckdb.Error):
            odd.findings[:] = [Finding(sha256, odd.refused.code, None, None, None, odd.refused.read)]
            _write(connection, connection.sql(query("nothing_written")), draft)
        finally:
            connection.unregister("written_text")
        findings = odd.findings
    else:
        findings = []
    settle(draft, target)
    return findings


def _write_parquet(
    connection: duckdb.DuckDBPyConnection, sha256: str, path: Path, layout: Layout, draft: Path, target: Path
) -> list[Finding]:
    findings: list[Finding] = []
    columns, copied = _chosen(layout, [_quoted(name) for name in layout.columns], NUMBER), target.with_suffix(".copied")
    try:
        copy_confined(path, columns, copied)
        _write(connection, connection.read_parquet(str(copied)), draft)
        if spoiled := spoiled_lines(connection, draft):
            raise UnreadableFile("csv_encoding", spoiled[0].replace(chr(31), " | "))
    except UnreadableFile as refused:
        findings.append(Finding(sha256, refused.code, None, None, None, refused.read))
        _write(connection, connection.sql(query("nothing_written")), draft)
    finally:
        copied.unlink(missing_ok=True)
    settle(draft, target)
    return findings


def _write_text(connection: duckdb.DuckDBPyConnection, path: Path, layout: Layout, draft: Path) -> bool:
    """Writes the lines of a text as it stands. False where one of them could be lost: every line must give one row."""
    if layout.encoding != "utf-8-sig":
        return False
    names = [f"c{index}" for index in range(len(layout.columns))]
    try:
        table = connection.read_csv(
            str(path),
            header=False,
            skiprows=layout.header + 1,
            delimiter=layout.delimiter or ";",
            columns=dict.fromkeys(names, "VARCHAR"),
            auto_detect=False,
            null_padding=False,
            strict_mode=True,
        )
        written = _write(connection, table.project(_chosen(layout, names)), draft)
    except duckdb.Error:
        return False
    lines, separators = _lines(path, layout.delimiter or ";")
    width = len(layout.columns)
    # the engine passes over a separator more at the end of a line: between commas, a decimal comma may have left it
    if layout.delimiter == "," and separators != (lines - layout.header) * (width - 1):
        return False
    return (
        written == lines - layout.header - 1
        and not spoiled_lines(connection, draft)
        and not _headers(connection, draft)
    )


def spoiled_lines(connection: duckdb.DuckDBPyConnection, draft: Path) -> list[str]:
    """What was read of the lines set aside whose letters a wrong encoding may have spoiled: the others are plain."""
    beyond = connection.read_parquet(str(draft)).filter("strlen(written) > length(written)").project("written")
    return [text for (text,) in beyond.distinct().fetchall() if is_suspect(text)]


def _headers(connection: duckdb.DuckDBPyConnection, draft: Path) -> bool:
    """Whether a line set aside holds headers, in another order than those above: nothing below them may count."""
    aside = connection.read_parquet(str(draft)).filter(r"written is not null and not regexp_matches(written, '\d')")
    known = report_format().tables[KIND].headers
    texts = aside.project("written").distinct().fetchall()
    return any(header_key(field) in known for (text,) in texts for field in text.split(chr(31)))


def _chosen(layout: Layout, names: list[str], as_text: str = "{0}::varchar") -> str:
    """The columns of a table that are read, under the names of their fields; one that is absent is NULL."""
    places = layout.places
    selected = [as_text.format(names[places[field]]) if field in places else "null::varchar" for field in FIELDS]
    if word := layout.year_word:
        selected[0] = BARE_YEAR.format(selected[0], word)
    return (
        ", ".join(f"{expression} as {field}" for expression, field in zip(selected, FIELDS, strict=True))
        + ", null::int as row_number"
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _write(connection: duckdb.DuckDBPyConnection, written: duckdb.DuckDBPyRelation, draft: Path) -> int:
    """Types what was written, in its order, and writes it. Returns the number of lines."""
    written.project("*, null::varchar as source_sha256, null::varchar as sheet").create_view("written", replace=True)
    connection.sql(query("line")).project(KEPT).write_parquet(str(draft), compression="snappy")
    return connection.read_parquet(str(draft)).aggregate("count(*)").fetchall()[0][0]


def _lines(path: Path, delimiter: str) -> tuple[int, int]:
    """How many lines a text has, the last one ended or not, and how many commas where they are its separators."""
    import numpy  # counts twice as fast as bytes do

    lines, separators, last = 0, 0, b"\n"
    with path.open("rb") as file:
        while block := file.read(1 << 22):
            read = numpy.frombuffer(block, numpy.uint8)
            lines += int(numpy.count_nonzero(read == 10))
            separators += int(numpy.count_nonzero(read == ord(delimiter))) if delimiter == "," else 0
            last = block[-1:]
    return lines + (last != b"\n"), separators


def settle(draft: Path, target: Path) -> None:
    """Gives a file its name once its bytes are on the disk."""
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    draft.replace(target)


def publish(target: Path, content: bytes) -> None:
    """Writes a small file whole or not at all."""
    draft = target.with_name(target.name + ".draft")
    draft.write_bytes(content)
    settle(draft, target)
