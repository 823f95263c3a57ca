"""From bytes to grids of text: cells of every type, encodings, separators, damaged files. No build, no disk."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
import xlsxwriter
from odd_packages import SPREADSHEET, ods, ods_sheet
from pyarrow import parquet
from reports import OBSERVATIONS, Formula, table, workbook

from pipelines.ingest.direct import OLE, grids, read_here
from pipelines.ingest.grids import Grid, parquet_grids, text_of
from pipelines.ingest.limits import UnreadableFile
from pipelines.ingest.parsed import FileRow
from pipelines.ingest.spreadsheets.excel import excel_grids
from pipelines.ingest.spreadsheets.opendocument import opendocument_grids
from pipelines.ingest.spreadsheets.zip_package import Package
from pipelines.ingest.text.delimited import delimited_grids, delimiter_of, encoding_of

PERCENT = (
    '<table:table-cell office:value-type="percentage" office:value="0.455"><text:p>46 %</text:p></table:table-cell>'
)
LINE = ["2025-2026", "DEPT-59", "O04-1", "12", "20"]
HEAD = ";".join(OBSERVATIONS)


def refusal(content: bytes) -> str:
    """What is said of a file that cannot be read: one code, and no cell."""
    parsed = read_here("0" * 64, content)
    assert (parsed.files, parsed.cells, parsed.table_rows) == ([FileRow("0" * 64, "unreadable", None)], [], [])
    ((sha256, code, *rest),) = parsed.findings
    assert (sha256, rest) == ("0" * 64, [None] * 5)
    return code


def typed(write: Callable[[Any, Any], None]) -> list[list[str]]:
    """The grid of a workbook of one sheet that `write` fills."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        write(book, book.add_worksheet("Un"))
    (grid, *_) = excel_grids(Package(file.getvalue()))
    return grid.rows


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("  as it stands ", "  as it stands "),
        (True, "VRAI"),
        (False, "FAUX"),
        (812, "812"),
        (812.0, "812"),
        (-3.0, "-3"),
        (0.5, "0.5"),
        (1234.25, "1234.25"),
        (0.000000001, "0.000000001"),
        (1e20, "100000000000000000000"),
        (Decimal("12.50"), "12.50"),
        (date(2025, 12, 31), "2025-12-31"),
        (datetime.fromisoformat("2025-12-31"), "2025-12-31"),
        (datetime.fromisoformat("2025-12-31T10:00"), "2025-12-31 10:00:00"),
        (datetime.fromisoformat("2025-12-31T00:30"), "2025-12-31 00:30:00"),
        (datetime.fromisoformat("2025-12-31T00:00:07"), "2025-12-31 00:00:07"),
        (datetime.fromisoformat("2025-12-31T00:00:00.000005"), "2025-12-31 00:00:00.000005"),
        (time(10, 30), "10:30:00"),
    ],
    ids=str,
)
def test_a_cell_as_text(value: Any, text: str) -> None:
    assert text_of(value) == text


def test_cells_of_a_workbook_stand_where_they_were_typed() -> None:
    """Rows and columns left empty count: an address that is said must be the one that is seen."""

    def write(book: Any, sheet: Any) -> None:
        for place, when in (("C3", "2025-12-31"), ("D3", "2025-12-31T10:00")):
            sheet.write_datetime(place, datetime.fromisoformat(when), book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_number("E3", 0.455, book.add_format({"num_format": "0.0 %"}))
        sheet.write_boolean("F3", True)
        sheet.write_string("G3", " 1 234 ")

    assert typed(write) == [
        [],
        [],
        ["", "", "2025-12-31", "2025-12-31 10:00:00", "45,5\u202f%", "VRAI", " 1 234 "],
    ]


@pytest.mark.parametrize(
    ("lines", "rows"),
    [
        ([[1, Formula("=A1")]], [["1", "=A1"]]),
        ([[1], [], [None, None, Formula("=A1")]], [["1"], [], ["", "", "=A1"]]),
        ([[None, Formula("=1/0", "#DIV/0!")], [1]], [["", "#DIV/0!"], ["1"]]),
        ([[Formula("=A2", 3), 4]], [["3", "4"]]),
        ([[None, Formula("=A1")]], [["", "=A1"]]),
    ],
    ids=["beside", "beyond", "among others", "calculated", "alone"],
)
def test_a_formula_without_a_value_is_shown_in_its_own_cell(lines: list[list[Any]], rows: list[list[str]]) -> None:
    """Never calculated, or in error, it is no empty cell: the row is set aside with what stands there."""
    assert excel_grids(Package(workbook({"Un": lines}))) == [Grid("Un", rows)]


def test_sheets_come_in_their_order_charts_left_out() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.add_worksheet("Un").write("A1", 1)
        chart: Any = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Un!$A$1:$A$2"})
        book.add_chartsheet("Graphique").set_chart(chart)
        book.add_worksheet("Deux").write_formula("A1", "=A2", None, "")  # type: ignore[arg-type]  # never calculated
    content = file.getvalue()
    sheets = excel_grids(Package(content))
    assert sheets == [Grid("Un", [["1"]]), Grid("Deux", [["=A2"]])]
    assert grids(content, Package(content)) == sheets


def test_an_open_document_is_a_workbook_too() -> None:
    content = ods(ods_sheet("Un", [("Code", 12.5), (PERCENT, True)]))
    assert opendocument_grids(Package(content)) == [Grid("Un", [["Code", "12.5"], ["45,5\u202f%", "VRAI"]])]
    assert refusal(ods("", kind=SPREADSHEET.replace("spreadsheet", "text"))) == "file_not_recognised"


def test_a_package_that_is_no_workbook_inside_is_damaged() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook")
    assert refusal(file.getvalue()) == "file_damaged"


def test_the_one_table_of_a_parquet_file() -> None:
    columns = {
        "annee_scolaire": ["2025-2026", None],
        "numerateur": [12.0, 0.5],
        "denominateur": [20, None],
        "le": [date(2025, 9, 1), None],
        "ouvert": [True, False],
    }
    file = io.BytesIO()
    parquet.write_table(pa.table(columns), file)
    content = file.getvalue()
    rows = [list(columns), ["2025-2026", "12", "20", "2025-09-01", "VRAI"], ["", "0.5", "", "", "FAUX"]]
    assert parquet_grids(content) == [Grid("", rows)]
    assert grids(content, None) == [Grid("", rows)]
    for damaged in (content[:-30], content[:4], content[:20] + bytes(20) + content[-8:]):
        assert refusal(damaged) == "file_damaged"


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        (pa.array([b"2025-2026", "mesuré".encode()]), ["2025-2026", "mesuré"]),
        (pa.array([b"2025", b"2026"], pa.binary(4)), ["2025", "2026"]),
        (pa.array([b"a", None], pa.large_binary()), ["a", ""]),
        (pa.array(["a", "é"]).dictionary_encode(), ["a", "é"]),
        (pa.array([b"a", "é".encode()]).dictionary_encode(), ["a", "é"]),
        (pa.array(["a", "b"], pa.large_string()), ["a", "b"]),
        (pa.array([Decimal("12.50"), Decimal("0.00")], pa.decimal128(8, 2)), ["12.50", "0"]),
        (pa.array([2**62, -1]), [str(2**62), "-1"]),
        (pa.array([True, False]), ["VRAI", "FAUX"]),
        (pa.array([date(2025, 9, 1), None]), ["2025-09-01", ""]),
        (pa.array([datetime.fromisoformat("2025-09-01T00:00"), None]), ["2025-09-01", ""]),
        (pa.array([datetime.fromisoformat("2025-09-01T08:30+00:00"), None]), ["2025-09-01 08:30:00+00:00", ""]),
    ],
    ids=str,
)
def test_columns_of_every_type_of_a_parquet_file(column: pa.Array, texts: list[str]) -> None:
    file = io.BytesIO()
    parquet.write_table(pa.table({"x": column}), file)
    assert [row[0] for row in parquet_grids(file.getvalue())[0].rows[1:]] == texts


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b" \r\n\0\t\xef\xbb\xbf" * 400, "file_empty"),
        ("\u00a0\n\u00a0".encode(), "file_empty"),
        (OLE + bytes(600), "file_encrypted_or_old"),
        (b"PK\x03\x04 and no more", "file_damaged"),
        (b"un texte sans tableau", "file_not_recognised"),
        (HEAD.encode() + b"\n\0\0", "file_not_recognised"),
        (bytes(range(256)) * 8, "file_not_recognised"),
        (f'{HEAD}\n2025-2026;DEPT-59;"O04-1;12;20\n'.encode(), "csv_quotes"),
    ],
    ids=["nothing", "blank", "spaces", "encrypted", "truncated", "a text", "zeros", "any bytes", "quotes"],
)
def test_what_cannot_be_read_says_why(content: bytes, code: str) -> None:
    assert refusal(content) == code


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_text_in_every_encoding_and_with_every_separator(encoding: str, delimiter: str) -> None:
    line = [*LINE[:3], "é « à »\nœ", f"a{delimiter}b"]
    content = table([line], delimiter=delimiter, encoding=encoding)
    assert delimited_grids(content) == [Grid("", [list(OBSERVATIONS), line], delimited=delimiter)]
    assert grids(content, None) == delimited_grids(content)


def test_a_text_cut_in_the_middle_of_a_letter_is_read() -> None:
    """UTF-16 takes two bytes a letter: the last one alone is no reason to take the whole for another encoding."""
    (grid,) = delimited_grids(table([LINE], encoding="utf-16") + b"\n")
    assert grid.rows[:2] == [list(OBSERVATIONS), LINE]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_the_encoding_is_told_by_the_zeros_of_the_first_letters(encoding: str) -> None:
    """Of the first thirty-two letters, twenty-five of our alphabet are enough, and one less is not."""
    assert encoding_of(("é" * 25 + "中" * 7).encode(encoding)) == encoding
    assert encoding_of(("é" * 24 + "中" * 8 + "é" * 40).encode(encoding)) == "utf-8-sig"


def test_the_separator_is_the_one_that_cuts_most_of_the_headers_we_know() -> None:
    assert delimiter_of("uai,nom;type;code_departement\n") == ";"
    assert delimiter_of("\n".join([*["une note, une autre"] * 150, "UAI\tNom"])) == "\t"
    for text in ("", "a;b,c\td", "\n".join([*["note"] * 200, "uai;nom"]), "x" * 65536 + "\nuai;nom"):
        with pytest.raises(UnreadableFile, match="file_not_recognised"):
            delimiter_of(text)


def test_headers_below_a_note_of_many_lines_in_quotes_are_found() -> None:
    """The note is one row of the table, however many lines it takes."""
    note = '"' + "\n".join(["Une note"] * 60) + '"\n'
    (grid,) = delimited_grids((note + HEAD + "\n").encode())
    assert grid.rows[1] == list(OBSERVATIONS)


def test_a_text_is_bounded_by_its_lines_and_by_its_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTAGE_READ_MEMORY", "1")  # a thousand lines, eight thousand separators
    for end in ("\n", "\r"):
        assert len(delimited_grids((HEAD + end * 1000).encode())[0].rows) >= 1000
        assert refusal((HEAD + end * 1001).encode()) == "file_too_heavy"
    cells = f"{HEAD}\n" + ";" * (8000 - HEAD.count(";"))
    assert len(delimited_grids(cells.encode())[0].rows) == 2
    assert refusal((cells + "\t").encode()) == "file_too_heavy"


def test_a_frequent_text_is_kept_once() -> None:
    """Years and codes come back in every line of a table of schools: memory holds each of them once."""
    (grid,) = delimited_grids(table([LINE, LINE]))
    assert grid.rows[1] == grid.rows[2] == LINE
    assert all(text is other for text, other in zip(grid.rows[1], grid.rows[2], strict=True))
