"""The journey of a template: filled in by LibreOffice itself, saved, read, annotated, corrected, accepted."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from books import load_workbook
from reports import Report, named, rows, warehouse

from pipelines.ingest.reader import read_file
from pipelines.outputs.libreoffice import convert, find_office
from pipelines.outputs.template.annotate import annotate
from pipelines.outputs.template.write import write_template
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse.build import build

pytestmark = [pytest.mark.office, pytest.mark.proof]

Typed = dict[tuple[str, str], Any]
EPOCH = date(1899, 12, 30)
LAST_YEAR = {"O01-3": (36_002, 48_987), "O03-1": (335, 844), "O02-2": ("oui",)}

# code → numerator, denominator, situation; what the reader says; how « Contrôle » begins
ANSWERS: dict[str, tuple[Any, Any, str | None, str | None, str]] = {
    "O01-3": (40_000, 48_987, None, None, "Complet"),
    "O01-4": (5, 1, None, "above_upper_bound", "À corriger"),
    "O02-2": ("oui", None, None, None, "Complet"),
    "O03-1": (900, 844, None, "value_moved", "À vérifier"),
    "O03-3": (30, 20, None, "numerator_above_denominator", "À corriger"),
    "O03-4": ("beaucoup", 20, None, "number_unreadable", "À corriger"),
    "O04-1": (-5, 100, None, "number_negative", "À corriger"),
    "O04-2": (5, 0, None, "denominator_zero", "À corriger"),
    "O05-1": (0, 0, None, "zero_over_zero", "À vérifier"),
    "O05-2": (12, None, None, "denominator_missing", "À remplir\u202f: dénominateur"),
    "O05-4": (None, 12, None, "numerator_missing", "À remplir\u202f: numérateur"),
    "O07-1": (None, None, "non disponible", None, "Complet"),
    "O08-1": ("n.d.", None, None, None, "Complet"),
    "O08-2": (12, 4, "sans objet", "situation_contradicts", "À vérifier"),
    "O09-1": (10, "vingt", None, "number_unreadable", "À corriger"),
    "O10-1": (1_234.5, 2_000, "estimé", "count_decimal", "À vérifier"),
    "O10-2": ("=1+1", 20, None, "formula_error", "À corriger"),
    "O12-2": ("peut-être", None, None, "share_answer_unknown", "À corriger"),
    "O16-3": (None, None, None, None, "À remplir"),
}
OTHERS: Typed = {
    ("Identification", "B8"): "transmis",
    ("Identification", "B9"): date(2026, 6, 20),
    ("Identification", "B10"): "=Délégation au numérique",  # a text that looks like a formula
    ("Réunions", "A5"): date(2026, 3, 12),
    ("Réunions", "B5"): "comité unique",
    ("Réunions", "E5"): 12,
    ("Réunions", "H5"): "Équipement ; « Pix », l'été\u202f?",
    ("Actions", "B5"): 3,
    ("Actions", "C5"): "Renouveler les terminaux",
    ("Actions", "H5"): "en cours",
    ("Actions", "I5"): 45,
    ("Actions", "J5"): 12_500.5,
    ("Établissements", "A120"): "0590001F",  # below the rows in colour
    ("Synthèse", "A5"): 2,
    ("Synthèse", "B5"): "favorable",
}
CORRECTIONS: Typed = {("Identification", "B7"): 2}
CORRECTED = {"O01-4": (3, 1), "O03-1": (350, 844), "O03-3": (20, 30), "O03-4": (18, 20), "O04-1": (5, 100)}
CORRECTED |= {"O04-2": (5, 10), "O05-1": (0, 7), "O05-2": (12, 24), "O05-4": (6, 12), "O09-1": (10, 20)}
CORRECTED |= {"O10-1": (1_234, 2_000), "O10-2": (2, 20), "O12-2": ("non", None), "O08-2": (12, 4)}


class LibreOffice:
    """One private profile; types into a workbook by a macro, as a person would, then saves it."""

    def __init__(self, folder: Path) -> None:
        self._profile = folder / "profile"
        self._run("--terminate_after_init")
        settings = self._profile / "user" / "registrymodifications.xcu"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(text.replace("</oor:items>", f"{FRENCH}</oor:items>"), encoding="utf-8")

    def fill(self, source: Path, typed: Typed, *targets: Path) -> None:
        """Opens, types, recalculates and saves under each of the names given, told by their extension."""
        filters = {".ods": "calc8", ".xlsx": "Calc MS Excel 2007 XML"}
        lines = [f"Set_({_text(sheet)}, {_text(cell)}, {_literal(value)})" for (sheet, cell), value in typed.items()]
        saves = [f"Save_({_text(path.as_uri())}, {_text(filters[path.suffix])})" for path in targets]
        self._write_macro(
            MACRO.format(source=_text(source.as_uri()), body="\n".join([*lines, "doc.calculateAll()", *saves]))
        )
        self._run("macro:///Standard.Fill.Main()")
        assert all(path.exists() for path in targets), "LibreOffice n'a pas enregistré le classeur"

    def _write_macro(self, code: str) -> None:
        folder = self._profile / "user" / "basic" / "Standard"
        assert folder.is_dir(), "le profil de LibreOffice n'est pas prêt"
        names = 'xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"'
        listing = f'<library:library {names}><library:element library:name="Fill"/></library:library>'
        (folder / "script.xlb").write_text(f"{XML}{DOCTYPE.format('library')}{listing}", encoding="utf-8")
        names = 'xmlns:script="http://openoffice.org/2000/script" script:name="Fill" script:language="StarBasic"'
        module = f"<script:module {names}>{escape(code)}</script:module>"
        (folder / "Fill.xba").write_text(f"{XML}{DOCTYPE.format('module')}{module}", encoding="utf-8")

    def _run(self, *arguments: str) -> None:
        profile = f"-env:UserInstallation={self._profile.as_uri()}"
        command = [str(find_office()), profile, "--headless", "--norestore", *arguments]
        subprocess.run(command, check=True, capture_output=True, timeout=120)


FRENCH = (
    '<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">'
    "<value>fr-FR</value></prop></item>"
)
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
DOCTYPE = '<!DOCTYPE {0}:{0} PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "{0}.dtd">\n'
MACRO = """Dim doc As Object
Sub Main
On Error GoTo Leave
Dim options(0) As New com.sun.star.beans.PropertyValue
options(0).Name = "Hidden"
options(0).Value = True
doc = StarDesktop.loadComponentFromURL({source}, "_blank", 0, options())
{body}
doc.close(True)
Leave:
StarDesktop.terminate()
End Sub
Sub Set_(sheet, address, content)
Dim cell As Object
cell = doc.Sheets.getByName(sheet).getCellRangeByName(address)
If VarType(content) = 8 Then
cell.setString(content)
Else
cell.setValue(content)
End If
End Sub
Sub Save_(target, kind)
Dim options(0) As New com.sun.star.beans.PropertyValue
options(0).Name = "FilterName"
options(0).Value = kind
doc.storeToURL(target, options())
End Sub
"""


def _text(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def _literal(value: Any) -> str:
    if isinstance(value, date):
        return str((value - EPOCH).days)
    return _text(value) if isinstance(value, str) else repr(value)


def _as_read(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _lines(path: Path) -> dict[str, int]:
    sheet = load_workbook(path)["Indicateurs"]
    return {str(sheet.cell(row, 1).value): row for row in range(5, sheet.max_row + 1)}


def _answers(lines: dict[str, int]) -> Typed:
    typed: Typed = {}
    for code, (numerator, denominator, situation, *_) in ANSWERS.items():
        for letter, value in (("F", numerator), ("I", denominator), ("L", situation)):
            if value is not None:
                typed["Indicateurs", f"{letter}{lines[code]}"] = value
    return typed


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> LibreOffice:
    return LibreOffice(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    last_year = Report("DEPT-59", "2024-2025", rows=LAST_YEAR)
    return warehouse(tmp_path_factory.mktemp("journey"), named([last_year]))


@pytest.fixture(scope="module")
def template(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_template(settings, "DEPT-59", "2025-2026", tmp_path_factory.mktemp("template") / "DEPT-59.xlsx")


@pytest.fixture(scope="module")
def filled(office: LibreOffice, template: Path) -> dict[str, Path]:
    """The template filled in by LibreOffice, saved in each of its two formats."""
    targets = [template.parent / "rempli.xlsx", template.parent / "rempli.ods"]
    office.fill(template, _answers(_lines(template)) | OTHERS, *targets)
    return {path.suffix: path for path in targets}


@pytest.fixture(scope="module")
def received(settings: Settings, filled: dict[str, Path]) -> dict[str, str]:
    """Both files received and read: extension → SHA-256."""
    answers = Archive(settings).receive((path.name, path.read_bytes()) for path in filled.values())
    build(settings)
    return {Path(receipt.source_file).suffix: receipt.source_sha256 for receipt, _ in answers}


def _issues(settings: Settings, sha256: str) -> list[dict[str, Any]]:
    return rows(settings, "from marts.issue where source_sha256 = $sha256", sha256=sha256)


@pytest.mark.parametrize("extension", [".xlsx", ".ods"])
def test_nothing_typed_is_lost(template: Path, filled: dict[str, Path], extension: str) -> None:
    before = {(c.sheet, c.cell): c.value_read for c in read_file("x", template.read_bytes()).cells}
    typed = {place: _as_read(value) for place, value in (_answers(_lines(template)) | OTHERS).items()}
    typed["Actions", "J5"] = "12500,50\u202f€"  # whole, though the cell shows « 12 501 € »
    parsed = read_file("x", filled[extension].read_bytes())
    assert parsed.findings == []
    after = {(c.sheet, c.cell): c.value_read for c in parsed.cells}
    assert {
        place: (after.get(place), text) for place, text in (before | typed).items() if after.get(place) != text
    } == {}
    assert set(after) == set(before | typed)


def test_what_was_written_for_the_reader_is_kept(template: Path, filled: dict[str, Path]) -> None:
    ours, theirs = load_workbook(template), load_workbook(filled[".xlsx"])
    assert theirs.sheetnames == ours.sheetnames
    for sheet in ours.worksheets:
        other = theirs[sheet.title]
        for cell in (cell for line in sheet.iter_rows() for cell in line if cell.protection.locked):
            same = other[cell.coordinate]
            assert same.protection.locked, f"{sheet.title} {cell.coordinate}"
            if cell.data_type != "f":
                assert same.value == cell.value, f"{sheet.title} {cell.coordinate}"
        assert other.protection.sheet
        assert (other.page_setup.orientation, other.print_title_rows) == ("landscape", sheet.print_title_rows)
        assert len(other.data_validations.dataValidation) == len(sheet.data_validations.dataValidation)
    for name, address in (("Indicateurs", "F5"), ("Indicateurs", "K5"), ("Indicateurs", "K8"), ("Actions", "J5")):
        assert theirs[name][address].number_format == ours[name][address].number_format
    assert theirs.custom_doc_props["format_version"].value == "1"


def test_the_live_check_says_what_the_reader_says(
    settings: Settings, filled: dict[str, Path], received: dict[str, str]
) -> None:
    sheet = load_workbook(filled[".xlsx"], data_only=True)["Indicateurs"]
    for extension, sha256 in received.items():
        issues = {
            issue["row_number"]: issue["code"] for issue in _issues(settings, sha256) if issue["sheet"] == "Indicateurs"
        }
        expected = {code: what for code, (_, _, _, what, _) in ANSWERS.items()}
        codes = {code: issues.get(row) for code, row in _lines(filled[".xlsx"]).items() if code in ANSWERS}
        assert codes == expected, extension
    for code, row in _lines(filled[".xlsx"]).items():
        begins = ANSWERS.get(code, (None, None, None, None, "À remplir"))[-1]
        assert sheet.cell(row, 15).value.startswith(begins), code
    assert sheet["K5"].value == pytest.approx(40_000 / 48_987)
    assert sheet["K1"].value == "Il reste 8 indicateurs à remplir sur 24."
    assert sheet["K2"].value == "8 lignes à corriger."


def test_annotated_corrected_accepted(
    office: LibreOffice, settings: Settings, filled: dict[str, Path], received: dict[str, str], tmp_path: Path
) -> None:
    issues = _issues(settings, received[".ods"])
    annotated = annotate(filled[".ods"].read_bytes(), issues, tmp_path / "à corriger.ods")
    assert annotated.suffix == ".xlsx"
    book = load_workbook(annotated)
    assert book.sheetnames[0] == "À corriger"
    assert all(book[issue["sheet"]][issue["cell"]].comment for issue in issues if issue["cell"])
    lines = _lines(filled[".xlsx"])
    typed = dict(CORRECTIONS) | {("Indicateurs", f"L{lines['O08-2']}"): ""}
    for code, (numerator, denominator) in CORRECTED.items():
        typed["Indicateurs", f"F{lines[code]}"] = numerator
        typed |= {} if denominator is None else {("Indicateurs", f"I{lines[code]}"): denominator}
    corrected = tmp_path / "corrigé.xlsx"
    office.fill(annotated, typed, corrected)
    ((receipt, _),) = Archive(settings).receive([(corrected.name, corrected.read_bytes())])
    build(settings)
    assert _issues(settings, receipt.source_sha256) == []
    (report,) = rows(settings, "from marts.report where source_sha256 = $sha256", sha256=receipt.source_sha256)
    assert (report["outcome"], report["counts"], report["version"]) == ("accepted", True, 2)


def test_the_template_as_ods_says_the_same(template: Path, tmp_path: Path) -> None:
    open_document = convert(template, "ods", tmp_path)
    ours, theirs = (read_file("x", path.read_bytes()) for path in (template, open_document))
    assert open_document == tmp_path / "DEPT-59.ods"
    assert theirs.findings == []
    assert theirs.cells == ours.cells
