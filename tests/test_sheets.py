"""The fiches: two tagged pages at most, the figures of the marts, and the same content in three kinds of file."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from books import load_workbook
from docx import Document
from page import ValidationProfile, validate_pdf_bytes
from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Mm
from reports import Report, named, rows, warehouse
from typer.testing import CliRunner

from indicators.palette import look
from indicators.typography import percent
from pipelines.access.rights import Grant, Rights
from pipelines.access.scoped import scoped
from pipelines.cli.app import app
from pipelines.errors import NothingToExport, PdfNotAvailable, UnknownRendering, WrongConfiguration
from pipelines.facts.rows.indicators import ExportedIndicator
from pipelines.facts.rows.mapper import names
from pipelines.facts.sentences.message import ends, indicator
from pipelines.outputs.factsheet.blocks import Factsheet, Group, Map, Points, Series, Table
from pipelines.outputs.factsheet.content import content, factsheet_bytes, write_factsheet
from pipelines.outputs.factsheet.pdf import write_pdf
from pipelines.outputs.factsheet.progress import STATUSES
from pipelines.outputs.factsheet.svg import svg_map
from pipelines.outputs.factsheet.wording import plain
from pipelines.outputs.libreoffice import find_office
from pipelines.outputs.workbook.national import write_national
from pipelines.settings import Settings

SUBJECTS = ["NAT-FR", "REG-11", "ACA-09", "DEPT-976", "objectif-4", "objectif-7"]
# the one of each kind; an académie is laid out as a région is, and one objective as another
PRINTED = [pytest.param(s, marks=pytest.mark.proof) if s in ("ACA-09", "objectif-7") else s for s in SUBJECTS]
SECTIONS = (
    f'<p:extLst {nsdecls("p")}><p:ext uri="{{521415D9-36F7-43E2-AB2F-B90AF26B5E84}}">'
    '<p14:sectionLst xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main"><p14:section name="Aide" '
    'id="{5C3A9B4E-0000-4000-8000-000000000001}"><p14:sldIdLst><p14:sldId id="256"/></p14:sldIdLst></p14:section>'
    "</p14:sectionLst></p:ext></p:extLst>"
)
HOSTILE = "<b>&amp; \"gras\"</b> =1+1 <script>alert('x')</script> \u202e\u0007 fin " + "très long " * 400


@pytest.fixture(scope="module")
def talkative(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """One département whose committee filled every field with hostile text, as often as a fiche can show."""
    day = date(2025, 11, 4)
    sheets = {
        "Réunions": [
            ("Date", "Type", "Présidence", "Ordre du jour", "Décisions"),
            *[(day, "comité", HOSTILE, HOSTILE, HOSTILE)] * 8,
        ],
        "Actions": [
            ("Objectif", "Intitulé", "Pilote", "Partenaires", "État", "Échéance", "Commentaire"),
            *[(4, HOSTILE, HOSTILE, HOSTILE, "en cours", day, HOSTILE)] * 8,
        ],
        "Conventions": [("Objet", "Parties", "Objectif", "État"), *[(HOSTILE, HOSTILE, 4, "signée")] * 8],
        "Appels à projets": [("Intitulé", "Financeur", "Bénéficiaires"), *[(HOSTILE, HOSTILE, HOSTILE)] * 8],
        "Synthèse": [
            ("Axe", "Appréciation", "Faits marquants", "Difficultés", "Demandes au niveau supérieur"),
            *[(axis, "mitigée", HOSTILE, HOSTILE, HOSTILE) for axis in (1, 2, 3, 4)],
        ],
    }
    reports = [Report("DEPT-59", rows={"O04-1": (700, 1000), "O11-1": (10, 1000)}, sheets=sheets)]
    return warehouse(tmp_path_factory.mktemp("talkative"), named(reports))


def objects(pdf: bytes) -> bytes:
    """The objects of a PDF, those packed in compressed streams too."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    parts = [pdf]
    for stream in packed:
        with contextlib.suppress(zlib.error):
            # its last byte may be the \r that was taken for an end
            parts.append(zlib.decompressobj().decompress(stream))
    return b"\n".join(parts)


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type ?/Page\b", objects(pdf)))


def text_of(pdf: bytes, tmp_path: Path) -> str:
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext n'est pas installé : le texte du PDF n'est pas relu")
    path = tmp_path / "fiche.pdf"
    path.write_bytes(pdf)
    read = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout
    return re.sub(r"\s+", " ", read)


@pytest.mark.usefixtures("pdf_ready")
@pytest.mark.parametrize("subject", PRINTED)
def test_a_pdf_is_tagged_and_has_two_pages_at_most(demo_data: Settings, subject: str, tmp_path: Path) -> None:
    sheet = content(demo_data, subject)
    pdf = write_pdf(sheet)
    whole = objects(pdf)
    assert 1 <= pages(pdf) <= 2
    for mark in (b"/StructTreeRoot", b"/MarkInfo", b'pdfuaid:part="1"', b"/Lang (fr)", b"/Alt"):
        assert mark in whole, mark
    assert b"/DisplayDocTitle true" in whole
    judged = validate_pdf_bytes(pdf, profile=ValidationProfile.PDF_UA_1)
    assert [(failure.rule_id, failure.message) for failure in judged.failures] == []
    assert judged.is_compliant
    headers = re.findall(rb"/Scope /(Row|Column)", whole)
    assert len(headers) == whole.count(b"/S /TH") - whole.count(b"/S /THead"), "each header says what it is that of"
    assert {b"Row", b"Column"} == set(headers)
    assert not re.search(rb"/Subtype ?/Image", whole), "la carte doit rester vectorielle"
    text = text_of(pdf, tmp_path)
    for block in sheet.blocks:
        assert re.sub(r"\s+", " ", block.heading) in text
    assert "Page 2 / 2" in text
    assert "Données de démonstration" in text


def test_figures_of_a_territory_are_those_of_the_marts(demo_data: Settings) -> None:
    sheet = content(demo_data, "REG-32", "2025-2026")
    marts = rows(
        demo_data,
        """select objective_id, progress, expected_progress,
        (select f.progress from marts.objective_progress as f where f.territory_code = 'NAT-FR'
            and f.campaign = o.campaign and f.objective_id = o.objective_id) as france
        from marts.objective_progress as o where territory_code = 'REG-32' and campaign = '2025-2026'""",
    )
    table = next(block for block in sheet.blocks if isinstance(block, Table))
    by_objective = {
        int(line.cells[0].text.partition(".")[0]): [cell.text for cell in line.cells]
        for line in table.lines
        if line.cells[0].text[0].isdigit()
    }
    assert len(marts) == len(by_objective) == 16
    for row in marts:
        line = by_objective[row["objective_id"]]
        assert line[1:3] == [percent(row["progress"]), percent(row["expected_progress"])]
        assert line[5] == percent(row["france"])


def test_a_territory_defends_what_is_behind_and_celebrates_what_is_ahead(demo_data: Settings) -> None:
    sheet = content(demo_data, "DEPT-59", "2025-2026")
    defend, celebrate = next(block for block in sheet.blocks if isinstance(block, Group)).points
    status = {
        row["indicator_id"]: row["status"]
        for row in rows(
            demo_data,
            """select indicator_id, status from marts.indicator_progress
            where territory_code = 'DEPT-59' and campaign = '2025-2026'""",
        )
    }
    assert defend.items
    assert celebrate.items
    assert {status[item.split()[0]] for item in defend.items} <= {"late", "regressing"}
    assert {status[item.split()[0]] for item in celebrate.items} <= {"achieved", "on_track"}


def test_an_objective_shows_its_trajectory_and_its_two_ends(demo_data: Settings) -> None:
    sheet = content(demo_data, "objectif-4", "2025-2026")
    path = next(block for block in sheet.blocks if isinstance(block, Series))
    own = rows(
        demo_data,
        """select progress, expected_progress from marts.objective_progress
        where territory_code = 'NAT-FR' and objective_id = 4 and campaign <= '2025-2026' order by campaign""",
    )
    assert list(path.progress) == [row["progress"] for row in own]
    assert list(path.expected) == [row["expected_progress"] for row in own]
    best, worst = [block for block in sheet.blocks if isinstance(block, Table) and len(block.columns) == 3]
    least = rows(
        demo_data,
        """select name, progress from marts.objective_progress join marts.territory using (territory_code)
        where level = 'department' and objective_id = 4 and campaign = '2025-2026'
        order by progress nulls last limit 1""",
    )[0]
    assert (worst.lines[0].cells[0].text, worst.lines[0].cells[1].text) == (least["name"], percent(least["progress"]))
    assert best.lines[0].cells[1].text == "100,0\u202f%"


def texts(sheet: Factsheet) -> set[str]:
    """Every text of the page: the three renderings must hold them all."""
    words = {sheet.title, sheet.subtitle, sheet.sentence, sheet.banner, sheet.footer}
    for block in sheet.blocks:
        words.add(block.heading)
        if isinstance(block, Table):
            words |= {cell.text for line in block.lines for cell in line.cells if cell.status is None}
        elif isinstance(block, Points):
            words |= set(block.items)
        elif isinstance(block, Group):
            words |= {item for points in block.points for item in points.items}
    return words - {""}


@pytest.mark.parametrize("subject", ["REG-32", "objectif-4"])
def test_the_text_document_says_all_that_the_page_says(demo_data: Settings, subject: str) -> None:
    document = Document(io.BytesIO(factsheet_bytes(demo_data, subject, None, ".docx")))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    foot = document.sections[0].footer.paragraphs[0].text
    written = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells, foot])
    assert {text for text in texts(content(demo_data, subject)) if text not in written} == set()
    xml = document.element.xml
    assert xml.count("<a:custGeom>") == (5 if subject == "REG-32" else 101)
    assert 'descr="Carte' in xml


def presentation_of(settings: Settings, subject: str, campaign: str | None = None) -> Any:
    return Presentation(io.BytesIO(factsheet_bytes(settings, subject, campaign, ".pptx")))


def slide_text(slide: Any) -> str:
    """What is read on a slide."""
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    cells = [cell.text for shape in slide.shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    return "\n".join([*texts, *cells])


def test_each_axis_has_its_slide_with_a_native_titled_chart_of_the_marts(demo_data: Settings) -> None:
    presentation = presentation_of(demo_data, "REG-32", "2025-2026")
    marts = rows(
        demo_data,
        """select axis_id, title, progress, expected_progress from marts.objective_progress
        join marts.objective using (axis_id, objective_id)
        where territory_code = 'REG-32' and campaign = '2025-2026' order by objective_id""",
    )
    axes = [slide for slide in presentation.slides if slide.shapes.title.text.startswith("Axe ")]
    assert len(axes) == 4
    for number, slide in enumerate(axes, start=1):
        own = [row for row in marts if row["axis_id"] == number]
        (chart,) = [shape.chart for shape in slide.shapes if shape.has_chart]
        done, expected = chart.plots[0].series
        assert list(done.values) == [row["progress"] for row in own]
        assert list(expected.values) == [row["expected_progress"] for row in own]
        assert f"l'axe {number}" in chart.chart_title.text_frame.text
        assert all(row["title"] in straight(slide_text(slide)) for row in own)
        assert {"Ce qui a changé", "À décider"} <= set(slide_text(slide).split("\n"))


def straight(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize("subject", ["NAT-FR", "ACA-09", "DEPT-48"])
def test_every_slide_is_told_by_its_notes_and_holds_in_its_frame(demo_data: Settings, subject: str) -> None:
    presentation = presentation_of(demo_data, subject)
    assert len(presentation.slides) == 10
    for slide in presentation.slides:
        assert slide.shapes.title.text
        for shape in slide.shapes:
            assert shape.left >= 0, shape.name
            assert shape.left + shape.width <= presentation.slide_width, shape.name
            assert shape.top + shape.height <= presentation.slide_height, shape.name
    cover = presentation.slides[0]
    assert content(demo_data, subject).sentence in slide_text(cover)
    with_notes = [slide for slide in presentation.slides if slide.has_notes_slide]
    assert {
        cover.slide_id,
        *(slide.slide_id for slide in presentation.slides if slide.shapes.title.text[:4] == "Axe "),
    } <= {slide.slide_id for slide in with_notes}
    assert all(slide.notes_slide.notes_text_frame.text.strip() for slide in with_notes)


def test_the_actions_of_the_slides_are_counted_as_the_marts_count_them(demo_data: Settings) -> None:
    presentation = presentation_of(demo_data, "NAT-FR", "2025-2026")
    (slide,) = [slide for slide in presentation.slides if slide.shapes.title.text.startswith("Actions")]
    (chart,) = [shape.chart for shape in slide.shapes if shape.has_chart]
    for series in chart.plots[0].series:
        wanted = rows(
            demo_data,
            """select axis_id, count(*) filter (state = $state) as n from marts.action
            join marts.objective using (objective_id) where campaign = '2025-2026' group by axis_id order by axis_id""",
            state=series.name,
        )
        assert [int(value) for value in series.values] == [row["n"] for row in wanted], series.name


def test_slides_go_into_the_template_of_a_house(
    demo_data: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its size, its layouts and its masters stay; the slides that explain it go; what we draw is under its titles."""
    house: Any = Presentation()
    house.slide_width, house.slide_height = Mm(254), Mm(142.9)
    layout = house.slide_layouts.get_by_name("Title Only")
    layout.placeholders[0].top, layout.placeholders[0].height = Mm(8), Mm(20)
    house.slides.add_slide(layout).shapes.title.text = "Mode d'emploi du modèle"
    sections = (
        f'<p:extLst {nsdecls("p")}><p:ext uri="{{521415D9-36F7-43E2-AB2F-B90AF26B5E84}}">{SECTIONS}</p:ext></p:extLst>'
    )
    house.element.append(parse_xml(sections))
    house.save(str(tmp_path / "maison.pptx"))
    monkeypatch.setenv("PILOTAGE_SLIDES", str(tmp_path / "maison.pptx"))
    presentation = presentation_of(demo_data, "REG-94")
    assert (presentation.slide_width, presentation.slide_height) == (house.slide_width, house.slide_height)
    assert len(presentation.slides) == 10
    assert "sectionLst" not in presentation.element.xml  # it names slides that are gone
    for slide in list(presentation.slides)[1:]:
        assert slide.slide_layout.name == "Title Only"
        assert "Mode d'emploi" not in slide_text(slide)
        assert slide.shapes.title.top == Mm(8)
        for shape in slide.shapes:
            assert shape.left + shape.width <= presentation.slide_width, shape.name
            assert shape.top + shape.height <= presentation.slide_height, shape.name
            if shape.has_table or shape.has_chart:
                assert shape.top >= Mm(28)
    monkeypatch.setenv("PILOTAGE_SLIDES", str(tmp_path / "rien.pptx"))
    with pytest.raises(WrongConfiguration, match=r"rien\.pptx"):
        factsheet_bytes(demo_data, "REG-94", None, ".pptx")


@pytest.mark.parametrize("suffix", [".docx", ".pptx", ".pdf"])
def test_one_state_gives_the_same_bytes_whatever_the_hour(
    demo_data: Settings, suffix: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if suffix == ".pdf":
        request.getfixturevalue("pdf_ready")
    first = factsheet_bytes(demo_data, "REG-94", None, suffix)
    later = time.time() + 86_400 * 400
    monkeypatch.setattr(time, "time", lambda: later)
    assert factsheet_bytes(demo_data, "REG-94", None, suffix) == first
    if suffix != ".pdf":
        with zipfile.ZipFile(io.BytesIO(first)) as package:
            assert {entry.date_time for entry in package.infolist()} == {(2020, 1, 1, 0, 0, 0)}


@pytest.mark.usefixtures("pdf_ready")
def test_typed_text_is_escaped_and_never_overflows(talkative: Settings, tmp_path: Path) -> None:
    pdf = write_pdf(content(talkative, "DEPT-59"))
    assert pages(pdf) <= 2
    text = text_of(pdf, tmp_path)
    assert "<b>&amp; \"gras\"</b> =1+1 <script>alert('x')" in text
    assert "démonstration" not in text


@pytest.mark.parametrize("suffix", [".docx", ".pptx"])
def test_office_files_hold_typed_text_as_text(talkative: Settings, suffix: str) -> None:
    file = factsheet_bytes(talkative, "DEPT-59", None, suffix)
    opened = Document(io.BytesIO(file)) if suffix == ".docx" else Presentation(io.BytesIO(file))
    assert opened
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        parts = [package.read(name).decode() for name in package.namelist() if name.endswith(".xml")]
    assert any("&lt;script&gt;" in part for part in parts)
    assert not any("<script>" in part or "\u202e" in part or "\u0007" in part for part in parts)


def test_typed_text_becomes_one_short_line() -> None:
    assert plain("  Un\ntexte\u0007 tapé ; deux  ") == "Un texte tapé\u202f; deux"
    assert plain(None) == ""
    cut = plain("mot " * 100, 30)
    assert len(cut) <= 30
    assert cut.endswith("mot…")
    assert len(plain("x" * 100, 30)) == 30


def test_what_is_not_known_is_a_dash_and_never_a_zero(talkative: Settings) -> None:
    sheet = content(talkative, "DEPT-48")
    table = next(block for block in sheet.blocks if isinstance(block, Table))
    by_objective = {line.cells[0].text.partition(".")[0]: line.cells for line in table.lines}
    unknown = rows(
        talkative,
        "select objective_id from marts.objective_progress where territory_code = 'DEPT-48' and progress is null",
    )
    assert len(unknown) > 10
    for row in unknown:
        assert by_objective[str(row["objective_id"])][1].text == "—"
    assert factsheet_bytes(talkative, "DEPT-48", None, ".docx")
    assert factsheet_bytes(talkative, "objectif-12", None, ".pptx")


def test_the_map_tells_statuses_apart_without_colour() -> None:
    looks = [look(status) for status in STATUSES]
    drawn = {(look.hatch, look.office == "solid") for look in looks}
    assert len(drawn) == len({look.office for look in looks}) == len({look.shape for look in looks}) == len(looks)


@pytest.mark.parametrize(("subject", "count", "marked"), [("REG-84", 12, 0), ("DEPT-59", 5, 1), ("NAT-FR", 101, 0)])
def test_the_map_draws_every_territory_once(demo_data: Settings, subject: str, count: int, marked: int) -> None:
    picture = next(block for block in content(demo_data, subject).blocks if isinstance(block, Map))
    assert len(picture.areas) == count
    assert sum(area.marked for area in picture.areas) == marked
    svg = svg_map(picture, 90, 90)
    assert len(re.findall(r'<path d="M[^"]*" fill="(?:url|#)', svg)) == count
    for area in picture.areas[:5]:
        name = rows(demo_data, f"select name from marts.territory where territory_code = '{area.territory_code}'")
        assert name[0]["name"] in picture.alt


def test_without_pango_the_failure_says_what_to_install(
    demo_data: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(PdfNotAvailable, match=r"libpango-1\.0-0"):
        write_factsheet(demo_data, "REG-94", None, tmp_path / "fiche.pdf")
    assert not (tmp_path / "fiche.pdf").exists()
    assert write_factsheet(demo_data, "REG-94", None, tmp_path / "fiche.docx").stat().st_size > 10_000


def test_what_does_not_exist_is_said(demo_data: Settings, tmp_path: Path) -> None:
    with pytest.raises(UnknownRendering, match=r"\.docx"):
        write_factsheet(demo_data, "REG-32", None, tmp_path / "fiche.odt")
    for subject in ("REG-99", "objectif-17", "n'importe quoi"):
        with pytest.raises(NothingToExport):
            write_factsheet(demo_data, subject, None, tmp_path / "fiche.docx")


def coverage_of(settings: Settings, subject: str) -> str:
    blocks = content(settings, subject).blocks
    return " ".join(
        next(block.items for block in blocks if isinstance(block, Points) and block.heading.startswith("Couverture"))
    )


def test_a_restricted_reader_is_told_the_scope_instead_of_counts_of_it(talkative: Settings) -> None:
    """Of France, the one committee that such a reader sees would be « 1 sur 1, aucune réserve »."""
    own = scoped(talkative, Rights((Grant("department", "DEPT-59"),)))
    for subject in ("NAT-FR", "objectif-4"):
        coverage = coverage_of(own, subject)
        assert coverage.startswith("Périmètre de consultation\u202f: Nord.")
        assert "comité a envoyé" not in coverage
        assert "Aucune réserve" not in coverage
        assert "Périmètre" not in coverage_of(talkative, subject)
    assert coverage_of(own, "DEPT-59").startswith("1 sur 1 comité a envoyé")
    spoken = " ".join(content(own, "NAT-FR", presented=True).notes)
    assert "Feuille de route" not in spoken


def test_a_restricted_reader_is_never_told_that_what_it_does_not_see_is_absent(talkative: Settings) -> None:
    own = scoped(talkative, Rights((Grant("department", "DEPT-59"),)))
    absences = ("Aucune action", "Aucune demande", "aucune demande", "Aucune proposition", "Aucune décision")
    lists = {slide.heading: _listed(slide.blocks) for slide in content(own, "NAT-FR", presented=True).slides}
    assert not [text for texts_of in lists.values() for text in texts_of if text.startswith(absences)]
    assert not [text for texts_of in lists.values() for text in texts_of if "aucune demande" in text]
    hidden = [
        heading for heading, texts in lists.items() if any("autres comités n'y est pas" in text for text in texts)
    ]
    assert "Actions en retard, actions réalisées" in hidden
    assert "Demandes, propositions et décisions" in hidden
    assert len([heading for heading in hidden if heading.startswith("Axe ")]) == 4
    everything = content(talkative, "NAT-FR", presented=True).slides
    assert not [text for slide in everything for text in _listed(slide.blocks) if "n'y est pas" in text]


def test_the_printed_summary_counts_no_roadmap_for_a_restricted_reader(talkative: Settings, tmp_path: Path) -> None:
    own = scoped(talkative, Rights((Grant("department", "DEPT-59"),)))
    for settings, with_roadmap in ((talkative, True), (own, False)):
        cover = load_workbook(write_national(settings, None, tmp_path / "national.xlsx"))["Couverture"]
        words = [str(cell.value) for row in cover.iter_rows() for cell in row if cell.value]
        assert any(text.startswith("Feuille de route") for text in words) is with_roadmap


def _listed(blocks: Iterable[object]) -> list[str]:
    """What the lists of a slide say, what they say of nothing included."""
    items: list[str] = []
    for block in blocks:
        if isinstance(block, Group):
            items += _listed(block.points)
        elif isinstance(block, Points):
            items += block.items or (block.empty,)
    return items


def test_one_territory_at_each_end_and_one_answer_are_said_in_the_singular() -> None:
    places = [{"territory_name": name, "progress": share, "status": "late"} for name, share in (("A", 1.0), ("B", 9.0))]

    def read(*_: object, **__: object) -> Any:
        return list(places)

    assert ends(read, "national").startswith("Région académique la moins avancée\u202f: A (")
    places *= 2
    assert ends(read, "national").startswith("Régions académiques les moins avancées\u202f: A (")
    late = {"status": "late", "progress": 5.0, "expected_progress": 9.0, "kind": "ratio", "partial": True}
    columns = {**dict.fromkeys(names(ExportedIndicator)), **late, "territories_expected": 3}
    for answered, sentence in ((1, "1 territoire sur 3 a répondu."), (2, "2 territoires sur 3 ont répondu.")):
        assert indicator(ExportedIndicator(**{**columns, "territories_answered": answered})).endswith(sentence)


def test_the_sheet_of_france_is_asked_by_the_same_word_as_its_workbook(
    talkative: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PILOTAGE_DATA", str(talkative.data))
    answer = CliRunner().invoke(app, ["sheet", "national", "--output", str(tmp_path / "france.docx")])
    assert answer.exit_code == 0, answer.output
    assert Document(str(tmp_path / "france.docx")).paragraphs[0].text == "France"


@pytest.mark.proof
@pytest.mark.office
@pytest.mark.parametrize(("suffix", "subject", "most"), [(".docx", "NAT-FR", 2), (".pptx", "REG-32", 10)])
def test_libreoffice_opens_what_is_written(
    demo_data: Settings, suffix: str, subject: str, most: int, tmp_path: Path
) -> None:
    """The fiche of France is the fullest."""
    path = write_factsheet(demo_data, subject, None, tmp_path / f"fiche{suffix}")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(find_office()), profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pdf = (tmp_path / "fiche.pdf").read_bytes()
    assert pages(pdf) <= most
    text = text_of(pdf, tmp_path)
    assert "Hauts-de-France" in text
    assert ("À regarder d'abord" if suffix == ".docx" else "À décider") in text
