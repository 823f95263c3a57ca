"""The workbooks as LibreOffice opens and prints them: no repair, nothing that does not fit, headings in their place."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from books import load_workbook
from printed_type import sizes

from pipelines.outputs.libreoffice import convert
from pipelines.outputs.workbook.national import write_national
from pipelines.outputs.workbook.territory import write_territory
from pipelines.settings import Settings

pytestmark = [
    pytest.mark.office,
    pytest.mark.proof,
    pytest.mark.filterwarnings("ignore:Sparkline Group extension"),
    pytest.mark.skipif(
        not shutil.which("pdftotext"),
        reason="pdftotext (poppler-utils) n'est pas installé : ce que LibreOffice imprime n'est pas relu",
    ),
]


@pytest.fixture(scope="module")
def exports(demo_data: Settings, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("office")
    return {
        "national": write_national(demo_data, None, folder / "national.xlsx"),
        "dossier": write_territory(demo_data, "REG-84", None, folder / "dossier.xlsx"),
    }


@pytest.fixture(scope="module")
def printed(exports: dict[str, Path]) -> dict[str, list[str]]:
    """The pages of each workbook, as text."""
    return {name: pages(convert(path, "pdf")) for name, path in exports.items()}


def pages(path: Path) -> list[str]:
    completed = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return completed.stdout.decode().split("\f")[:-1]


@pytest.mark.parametrize("name", ["national", "dossier"])
def test_no_number_is_too_wide_for_its_cell(printed: dict[str, list[str]], name: str) -> None:
    assert [number for number, page in enumerate(printed[name], start=1) if "###" in page] == []
    assert [number for number, page in enumerate(printed[name], start=1) if re.search(r"#(REF|VALUE|NAME)", page)] == []


@pytest.mark.parametrize(("name", "most"), [("national", 6), ("dossier", 75)])
def test_pages_are_few_and_none_is_empty(printed: dict[str, list[str]], name: str, most: int) -> None:
    """A table of a dossier that is wider than a sheet of A3 goes on at its right: its type is never shrunk under nine
    points, which is what its pages cost."""
    assert len(printed[name]) <= most
    for number, page in enumerate(printed[name], start=1):
        # a footer alone is two lines; a chart's page has its title
        assert len([line for line in page.splitlines() if line.strip()]) > 2, f"page {number} is empty"


def test_a_chart_of_an_axis_is_never_alone_on_its_page(printed: dict[str, list[str]]) -> None:
    charts = [page for page in printed["dossier"] if "Avancement et attendu des indicateurs" in page]
    for page in charts:
        assert len(re.findall(r"^\s*O\d\d-\d ", page, re.MULTILINE)) > 2
    # on the sheet of paper at the right, LibreOffice writes a chart again and clips it whole: its words are in the PDF
    assert len([page for page in charts if "Échéance" in page]) == 4


@pytest.mark.parametrize("name", ["national", "dossier"])
def test_every_page_is_printed_in_nine_points_or_more(
    printed: dict[str, list[str]], exports: dict[str, Path], name: str
) -> None:
    """With the fonts of the computer, whatever stands in for ours: headers, feet and charts included. The sheets of a
    dossier are those of the annex."""
    page_sizes = sizes(exports[name].with_suffix(".pdf"))
    assert len(page_sizes) == len(printed[name])
    assert name == "dossier" or len(page_sizes) == 6
    assert sum(map(len, page_sizes)) > len(page_sizes)  # sizes were read
    for number, page in enumerate(page_sizes, start=1):
        assert min(page) >= 9, f"page {number} : {page}, {printed[name][number - 1][:200]}"


@pytest.mark.parametrize("name", ["national", "dossier"])
def test_every_sheet_is_printed_under_its_heading(
    printed: dict[str, list[str]], exports: dict[str, Path], name: str
) -> None:
    book = load_workbook(exports[name])
    whole = "\n".join(printed[name])
    for sheet in book.worksheets:
        assert str(sheet["A1"].value) in whole, sheet.title
        assert re.search(rf"{re.escape(sheet.title)} — Page\s+\d+ / {len(printed[name])}", whole), sheet.title


def test_the_summary_is_one_page_with_french_numbers(printed: dict[str, list[str]]) -> None:
    (page,) = [page for page in printed["national"] if re.search(r"Synthèse — Page", page)]
    assert len(re.findall(r"\d+,\d\s%", page)) >= 2 * (1 + 4 + 16)
    assert not re.search(r"\d\.\d", page)
    table = page.partition("Avancement de la stratégie et de ses axes")[0]  # the chart beneath has numbers at its left
    assert re.findall(r"^\s*(\d{1,2}) ", table, re.MULTILINE) == [str(number) for number in range(1, 17)]


def test_it_comes_back_from_libreoffice_as_it_went(exports: dict[str, Path], tmp_path: Path) -> None:
    """Opened and saved again: same sheets, same values, and a percentage still reads as one."""
    again = load_workbook(convert(convert(exports["national"], "ods", tmp_path), "xlsx", tmp_path / "again"))
    book = load_workbook(exports["national"])
    assert again.sheetnames == book.sheetnames
    for name in ("Synthèse", "Axe 1", "Axe 3"):
        for before in book[name].iter_rows():
            for cell in before:
                after = again[name][cell.coordinate].value
                same = after == pytest.approx(cell.value) if isinstance(cell.value, float) else after == cell.value
                assert same or not cell.value, f"{name}!{cell.coordinate}"
