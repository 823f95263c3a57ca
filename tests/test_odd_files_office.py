"""What LibreOffice saves of a report is read as it was.

Apart from the corpus of odd files, which every process that collects them writes anew."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from books import load_workbook
from reports import Formula, Report

from pipelines.ingest.reader import read_file
from pipelines.outputs.libreoffice import convert

pytestmark = [pytest.mark.office, pytest.mark.proof]


@pytest.mark.parametrize("extension", ["ods", "xlsx"])
def test_what_libreoffice_saves_is_read_as_it_was(tmp_path: Path, extension: str) -> None:
    """Percentages, errors, formulas, dates and blanks as LibreOffice itself writes them."""
    rows_typed = [
        ("O04-1", 812, "2\u202f000"),
        ("O11-1", Formula("=1/0", "#DIV/0!"), 100),
        ("O11-2", Formula("=20+20"), 100),
    ]
    report = Report("DEPT-59", rows=rows_typed, meetings=[(date(2026, 1, 15), "comité")])
    book = load_workbook(io.BytesIO(report.xlsx()))
    sheet = book["Indicateurs"]
    sheet.append(("O05-1", 0.455, 100))
    sheet["B5"].number_format = "0.0%"
    path = tmp_path / "report.xlsx"
    book.save(path)
    parsed = read_file("0" * 64, convert(path, extension, tmp_path / "saved").read_bytes())
    read = {cell.cell: cell.value_read for cell in parsed.cells if cell.section == "indicators"}
    assert read["B2"] == "812"
    assert read["C2"] == "2\u202f000"
    assert read["B3"] == "#DIV/0!"
    assert read["B4"] == "40"
    assert read["B5"] == "45,5\u202f%"
    assert [cell.value_read for cell in parsed.cells if cell.field == "meeting_date"] == ["2026-01-15"]
