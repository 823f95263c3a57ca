"""Kinds of doubtful cell × containers, through the whole movement: what is no plain number never counts as one.

Each file says, of Nord or of a table, O04-1 with a doubtful numerator over 2000, and O11-1 with 40 over 100."""

from __future__ import annotations

import hashlib
import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pyarrow as pa
import pytest
from odd_packages import (
    INDICATOR_HEADER,
    cell,
    identification,
    members,
    ods,
    ods_cell,
    ods_sheet,
    rows_xml,
    sheet_xml,
    zipped,
)
from pyarrow import parquet
from reports import OBSERVATIONS, rows, table

from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse.build import build

FULL = '<calcPr fullCalcOnLoad="1"/>'
FORMATS = {
    "0%": 9, '"VRAI";"VRAI";"FAUX"': 164, '[=1]"Oui";"Non"': 165, "#,##0.00\\ [$€-40C]": 166, '0.00 "€"': 167,
    "0.0\\ %": 168, "[h]:mm": 46, "dd/mm/yyyy": 14, '0"%"': 169, "jj/mm/aaaa": 170,
}  # fmt: skip
STYLES = (
    "<numFmts>"
    + "".join(f"<numFmt numFmtId='{n}' formatCode={quoteattr(code)}/>" for code, n in FORMATS.items() if n > 163)
    + '</numFmts><cellXfs><xf numFmtId="0"/>'
    + "".join(f'<xf numFmtId="{n}"/>' for n in FORMATS.values())
    + "</cellXfs>"
)  # fmt: skip


def formatted(code: str, value: str) -> str:
    """B2 of a workbook: a number shown by a format."""
    return f'<c r="B2" s="{list(FORMATS).index(code) + 1}"><v>{value}</v></c>'


def xml_cell(attributes: str, text: str = "") -> str:
    """A cell of an OpenDocument file."""
    return f"<table:table-cell {attributes}><text:p>{escape(text)}</text:p></table:table-cell>"


FLOAT, STRING = "office:value-type='float' office:value=", "office:value-type='string'"
# For each kind: texts, which every container can hold; XML of B2 in a workbook of Excel; XML of the cell in an .ods.
ERRORS: dict[str, tuple[list[str], list[str], list[str]]] = {
    "text of an error": (["#VALEUR !", "#NOM ?", "#ERROR!", "####", "Err:502", "#¡REF!"], [], []),
    "error": (
        [],
        ['<c r="B2" t="e"><v>#REF!</v></c>', '<c r="B2" t="e"><v>#CALC!</v></c>',
         '<c r="B2" t="str"><f>X</f><v>#N/D</v></c>'],
        [xml_cell(f"table:formula='of:=1/0' {STRING} calcext:value-type='error'", "#DIV/0 !"),
         xml_cell(f"table:formula='of:=X' {STRING} office:string-value=''", "Err:508")],
    ),
    "never calculated": (
        [],
        ['<c r="B2"><f>SUM(C2)</f></c>', '<c r="B2"><f>SUM(C2,&#10;C3)</f><v></v></c>',
         '<c r="B2" t="str"><f>SUM(C2)</f></c>',
         '<c r="B2"><f>SUM(C2)</f><v>0</v></c>'],
        ["<table:table-cell table:formula='of:=[.C2]'/>",
         "<table:table-cell table:formula='of:=1' office:value-type='float'/>"],
    ),
    "logical value": (
        ["VRAI", "FAUX"],
        ['<c r="B2" t="b"><v>1</v></c>', formatted('"VRAI";"VRAI";"FAUX"', "1"), formatted('[=1]"Oui";"Non"', "0")],
        [xml_cell("office:value-type='boolean' office:boolean-value='true'", "VRAI"), xml_cell(f"{FLOAT}'1'", "VRAI")],
    ),
    "percentage": (
        ["75 %", "75%", "0,75\u202f%"],
        [formatted("0%", "0.75"), formatted("0.0\\ %", "0.75"), formatted('0"%"', "75")],
        [xml_cell("office:value-type='percentage' office:value='0.75'", "75 %"), xml_cell(f"{FLOAT}'75'", "75%")],
    ),
    "amount": (
        ["900 €", "$900", "900 EUR"],
        [formatted("#,##0.00\\ [$€-40C]", "900"), formatted('0.00 "€"', "900")],
        [xml_cell("office:value-type='currency' office:currency='EUR' office:value='900'", "900,00 €"),
         xml_cell(f"{FLOAT}'900'", "900 €")],
    ),
    "duration or date": (
        ["60:00", "15/01/2026"],
        [formatted("[h]:mm", "2.5"), formatted("dd/mm/yyyy", "46037"), formatted("jj/mm/aaaa", "46037")],
        [xml_cell("office:value-type='time' office:time-value='PT60H00M00S'", "60:00"),
         xml_cell("office:value-type='date' office:date-value='2026-01-15'", "15/01/26")],
    ),
    "two meanings": (["1.200", "12,450", "-1.200"], [], []),
}  # fmt: skip
EMPTY: tuple[list[str], list[str], list[str]] = (
    ["", "n.d."],
    ['<c r="B2" t="str"><f>IF(C2="","",C2)</f><v></v></c>', '<c r="B2" t="str"><f>""</f><v/></c>', '<c r="B2"/>'],
    [xml_cell(f"table:formula='of:=&quot;&quot;' {STRING}"), "<table:table-cell/>"],
)
_versions = itertools.count(1)


@dataclass(frozen=True)
class Doubt:
    """One file, and the cell that is doubtful."""

    name: str
    kind: str
    container: str
    content: bytes
    cell: str


def doubts() -> Iterator[Doubt]:
    for kind, (texts, excel, opendocument) in {**ERRORS, "empty": EMPTY}.items():
        for number, text in enumerate(texts):
            for container, make in MAKERS.items():
                yield doubt(kind, container, f"text {number}", make(text))
        for number, xml in enumerate(excel):
            for container in ("xlsx", "xlsm"):
                yield doubt(kind, container, f"cell {number}", excel_report(xml, container))
        for number, xml in enumerate(opendocument):
            yield doubt(kind, "ods", f"cell {number}", ods_report(xml))


def doubt(kind: str, container: str, name: str, content: bytes) -> Doubt:
    return Doubt(
        f"{kind} {name}.{container}", kind, container, content, "D2" if container in ("csv", "parquet") else "B2"
    )


def excel_report(b2: str, container: str = "xlsx") -> bytes:
    lines = rows_xml([INDICATOR_HEADER]) + f'<row r="2">{cell(1, 0, "O04-1")}{b2}{cell(1, 2, 2000)}</row>'
    lines += f'<row r="3">{cell(2, 0, "O11-1")}{cell(2, 1, 40)}{cell(2, 2, 100)}</row>'
    sheets = {"Identification": sheet_xml(rows_xml(identification(next(_versions)))), "Indicateurs": sheet_xml(lines)}
    properties = FULL if "<v>0</v>" in b2 and "<f>" in b2 else ""
    more = {"xl/vbaProject.bin": b"a macro that never runs"} if container == "xlsm" else {}
    return zipped(members(sheets, styles=STYLES, properties=properties) | more)


def ods_report(numerator: str) -> bytes:
    lines = [INDICATOR_HEADER, ("O04-1", numerator, 2000), ("O11-1", 40, 100)]
    return ods(ods_sheet("Identification", identification(next(_versions))) + ods_sheet("Indicateurs", lines))


def observations(text: str) -> list[tuple[str, ...]]:
    """A table of two lines; a note makes each one a file of its own."""
    note = f"fichier {next(_versions)}"
    return [("2025-2026", "DEPT-62", "O04-1", text, "2000", note), ("2025-2026", "DEPT-62", "O11-1", "40", "100", note)]


def parquet_table(text: str) -> bytes:
    columns = dict(zip((*OBSERVATIONS, "commentaire"), map(list, zip(*observations(text), strict=True)), strict=True))
    file = io.BytesIO()
    parquet.write_table(pa.table(columns), file)
    return file.getvalue()


MAKERS: dict[str, Any] = {
    "xlsx": lambda text: excel_report(cell(1, 1, text)),
    "xlsm": lambda text: excel_report(cell(1, 1, text), "xlsm"),
    "ods": lambda text: ods_report(ods_cell(text)),
    "csv": lambda text: table(observations(text), (*OBSERVATIONS, "commentaire")),
    "parquet": parquet_table,
}
DOUBTS = list(doubts())
KEPT = """
    select source_sha256, indicator_id, numerator, denominator, situation
    from staging.stated
    anti join core.row_error using (source_sha256, sheet, row_number)
    anti join core.refusal using (source_sha256)
"""


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What the warehouse says of each file: messages by cell, and lines kept."""
    settings = Settings(data=tmp_path_factory.mktemp("kinds"))
    Archive(settings).receive((doubt.name, doubt.content) for doubt in DOUBTS)
    build(settings)
    readings: dict[str, dict[str, Any]] = {}
    for row in rows(settings, "from marts.report"):
        readings[row["source_sha256"]] = {"outcome": row["outcome"], "issues": set(), "kept": {}}
    for row in rows(settings, "from marts.issue"):
        readings[row["source_sha256"]]["issues"].add((row["cell"], row["severity"]))
    for row in rows(settings, KEPT):
        value = row["situation"] if row["numerator"] is None else (row["numerator"], row["denominator"])
        readings[row["source_sha256"]]["kept"][row["indicator_id"]] = value
    return readings


@pytest.mark.parametrize("doubt", DOUBTS, ids=lambda doubt: doubt.name)
def test_a_doubtful_cell_never_counts(
    received: dict[str, dict[str, Any]], doubt: Doubt, request: pytest.FixtureRequest
) -> None:
    reading = received[hashlib.sha256(doubt.content).hexdigest()]
    assert reading["kept"].get("O11-1") == (40, 100)
    if doubt.kind == "empty":
        assert reading["kept"].get("O04-1") == "non disponible"
        assert (doubt.cell, "error") not in reading["issues"]
    else:
        assert (doubt.cell, "error") in reading["issues"]
        assert "O04-1" not in reading["kept"]
        assert reading["outcome"] == "accepted_with_reserves"


def test_each_kind_has_variants_in_each_container() -> None:
    for kind in (*ERRORS, "empty"):
        containers = [doubt.container for doubt in DOUBTS if doubt.kind == kind]
        assert all(containers.count(name) >= 2 for name in ("xlsx", "xlsm", "ods"))
        if kind not in ("error", "never calculated"):  # a text has neither
            assert all(containers.count(name) >= 2 for name in ("csv", "parquet"))
    assert len({doubt.content for doubt in DOUBTS}) == len(DOUBTS) > 100
