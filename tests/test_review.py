"""The annual review: what is discussed and why, decisions first, the document to print; the same for the same data."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Mm
from page import ValidationProfile, validate_pdf_bytes
from PIL import ImageFont
from reports import Report, named, rows, warehouse
from typer.testing import CliRunner

from indicators.catalogue import PACKAGED
from indicators.words import words
from pipelines.cli.app import app
from pipelines.errors import NoReview, UnknownRendering
from pipelines.facts.review import (
    Review,
    opening,
    point_fact,
    point_subject,
    review,
    rule,
    rules_explained,
    upkeep_reason,
    upkeep_sentence,
)
from pipelines.outputs.factsheet.blocks import Facts, Factsheet, Points, Section, Table
from pipelines.outputs.factsheet.content import content
from pipelines.outputs.factsheet.docx import SIZE, TABLE, WIDTH_MM, write_docx
from pipelines.outputs.factsheet.pdf import FOLDER, page
from pipelines.outputs.factsheet.review import SIZE as REVIEW_SIZE
from pipelines.outputs.factsheet.review import document, printed
from pipelines.releases.freeze import freeze, reserves
from pipelines.settings import Settings
from pipelines.store.decision_log import Terms, record

LAST, THIS = "2024-2025", "2025-2026"
TODAY = date(2026, 11, 12)
ASSESSMENTS = ("Axe", "Appréciation", "Faits marquants", "Difficultés", "Demandes")


def assessment(appraisal: str) -> dict[str, list]:
    return {"Synthèse": [ASSESSMENTS, (3, appraisal, "", "=2+2", "")]}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The département du Nord, late on objective 10 for two years, whose committee is content."""
    beside = {"O07-1": (725, 1000), "O11-1": (43, 100)}  # as late as it: half of the axis is answered
    reports = [
        Report("DEPT-59", LAST, {"O10-1": (81, 100), **beside}, sheets=assessment("mitigée")),
        Report("DEPT-59", THIS, {"O10-1": (82, 100), "O03-1": (10, 100), **beside}, sheets=assessment("favorable")),
    ]
    settings = warehouse(tmp_path_factory.mktemp("data"), named(reports))
    due = date(2026, 6, 30)
    record(settings, Terms("Comité 2025", "Former les référents", "Délégation régionale", "DEPT-59", 10, due_on=due))
    record(settings, Terms("Comité 2025", "Autre territoire", "Service", "DEPT-62"))
    return settings


def item(agenda: Review, axis: int):
    return next(item for item in agenda.items if item.axis.axis_id == axis)


def test_each_point_names_its_rule_and_its_figures(settings: Settings) -> None:
    agenda = review(settings, THIS, "DEPT-59", TODAY)
    points = {
        (rule(point), point_subject(point).partition("\u202f")[0], point_fact(point))
        for point in item(agenda, 3).points
    }
    assert ("En retard deux années de suite", "Objectif 10", "avancement 10,0\u202f%, attendu 75,0\u202f%") in points
    disagreement = [point for point in item(agenda, 3).points if point["rule"] == "disagreement"]
    assert [point_fact(point) for point in disagreement] == [
        "le comité juge autrement que le chiffre (avancement 10,0\u202f%)"
    ]


def test_a_step_back_is_told_as_a_way_and_not_as_a_negative_progress() -> None:
    fact = point_fact({"rule": "regressing", "measure": -332.4, "compared": None})
    assert fact == "plus loin de sa cible qu'au départ, de 332,4\u202f% du chemin à faire"


def test_indicators_that_ask_for_somebody_are_listed_for_france(settings: Settings) -> None:
    """O04-1 has a figure from nobody here, O10-1 has one; none has an owner in the catalogue that is shipped."""
    agenda = review(settings, THIS, "NAT-FR", TODAY)
    reasons = {row["indicator_id"]: upkeep_reason(row) for row in agenda.upkeep}
    assert reasons["O04-1"] == "sans responsable, sans aucun chiffre"
    assert reasons["O10-1"] == "sans responsable"
    assert upkeep_sentence(agenda).startswith("Indicateurs à suivre\u202f: 46 sans responsable et ")
    assert "sans responsable, sans aucun chiffre" in {
        cell.text for grid in Document(io.BytesIO(document(agenda))).tables for cell in grid.columns[-1].cells
    }
    assert review(settings, THIS, "DEPT-59", TODAY).upkeep == []


def test_an_owned_indicator_is_listed_when_its_update_is_late(tmp_path: Path) -> None:
    reasons = {}
    for update in ("2026-06-30", "2026-07-31"):  # the report of these tests came in on 1 July
        catalogue = shutil.copytree(PACKAGED, tmp_path / f"catalogue {update}")
        path = catalogue / "objectives" / "objective_10.toml"
        owned = f'id = "O10-1"\nowner = "DNE"\nfrequency = "annuelle"\nnext_update = {update}\n'
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace('id = "O10-1"\n', owned), encoding="utf-8")
        report = Report("DEPT-59", THIS, {"O10-1": (82, 100)})
        built = warehouse(tmp_path / update, named([report]), catalogue=catalogue)
        reasons[update] = {
            row["indicator_id"]: upkeep_reason(row) for row in review(built, THIS, "NAT-FR", TODAY).upkeep
        }
    assert reasons["2026-06-30"]["O10-1"] == "à mettre à jour"
    assert "O10-1" not in reasons["2026-07-31"]


def test_every_rule_is_explained_with_the_thresholds_of_the_strategy(settings: Settings, demo_data: Settings) -> None:
    agenda = review(settings, THIS, "NAT-FR", TODAY)
    explained = dict(rules_explained(agenda.facts))
    chosen = {row["rule"] for row in rows(demo_data, "select distinct rule from marts.discussion_point")}
    assert chosen == set(words()["rule"]) == set(words()["rule_explained"])
    assert "75\u202f%" in explained["En retard deux années de suite"]
    assert "80\u202f%" in explained["Couverture sous le seuil"]
    assert not [why for why in explained.values() if "{" in why]


def test_all_the_points_of_the_mart_are_on_the_agenda(demo_data: Settings) -> None:
    for territory in ("NAT-FR", "REG-76", "DEPT-59"):
        agenda = review(demo_data, THIS, territory, TODAY)
        sql = "select count(*) as n from marts.discussion_point where campaign = $c and territory_code = $t"
        assert agenda.points == rows(demo_data, sql, c=THIS, t=territory)[0]["n"] > 0


def test_appraisals_stand_beside_the_status_through_the_years(settings: Settings) -> None:
    assessments = item(review(settings, THIS, "DEPT-59", TODAY), 3).assessments
    assert [(row["campaign"], row["appraisal"], row["status"], row["disagrees"]) for row in assessments] == [
        (LAST, "mitigée", "late", False),
        (THIS, "favorable", "late", True),
    ]
    above = item(review(settings, THIS, "NAT-FR", TODAY), 3)
    assert [(row["favourable"], row["mixed"], row["disagreeing"]) for row in above.assessments] == [
        (0, 1, 0),
        (1, 0, 1),
    ]
    assert [(row["name"], row["difficulties"]) for row in above.disagreements] == [("Nord", "=2+2")]


def test_decisions_come_first_and_a_committee_sees_its_own(settings: Settings) -> None:
    own, nation = (review(settings, THIS, code, TODAY) for code in ("DEPT-59", "NAT-FR"))
    assert [decision.last.text for decision in own.decisions] == ["Former les référents"]
    assert [decision.overdue for decision in nation.decisions] == [True, False]
    assert "1 décision à suivre, dont 1 en retard" in opening(own)


def test_an_unknown_campaign_is_said(settings: Settings) -> None:
    with pytest.raises(NoReview, match="« 1999-2000 »"):
        review(settings, "1999-2000", "NAT-FR", TODAY)


def test_the_document_holds_the_agenda_and_never_moves(settings: Settings) -> None:
    agenda = review(settings, THIS, "DEPT-59", TODAY)
    content = document(agenda)
    assert content == document(review(settings, THIS, "DEPT-59", TODAY))
    paper = Document(io.BytesIO(content))
    text = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    cells = [cell.text for grid in paper.tables for row in grid.rows for cell in row.cells]
    assert "En retard deux années de suite — Objectif 10" in text
    assert all(item.axis.title in text for item in agenda.items)
    assert "Former les référents" in cells
    assert "ouverte, en retard" in cells
    assert "Données de démonstration" not in text


def _words(sheet: Factsheet) -> set[str]:
    """All that a document says, whatever file it becomes."""
    texts = {sheet.title, sheet.subtitle, sheet.sentence, sheet.footer, *([sheet.banner] if sheet.banner else [])}
    blocks: list[object] = list(sheet.blocks)
    for block in blocks:  # a section's own are added at the end
        texts.add(getattr(block, "heading"))  # noqa: B009
        if isinstance(block, Section):
            texts.update(block.sentences)
            blocks += block.blocks
        elif isinstance(block, Points):
            texts.update(block.items or [block.empty])
        elif isinstance(block, Facts):
            texts.update(text for fact in block.items for text in fact)
        elif isinstance(block, Table) and not (block.lines or block.to_fill):
            texts.add(block.empty)
        elif isinstance(block, Table):
            texts.update(column.title for column in block.columns)
            texts.update(cell.text for line in block.lines for cell in line.cells)
    return {part for text in texts for part in text.split("\n")} - {""}


def test_paper_in_word_and_in_pdf_says_the_whole_review(demo_data: Settings) -> None:
    """One document, two renderings: each figure and sentence is in both, under real headings, on A4."""
    sheet = printed(review(demo_data, THIS, "NAT-FR", TODAY))
    paper = Document(io.BytesIO(write_docx(sheet)))
    cells = [cell.text for grid in paper.tables for row in grid.rows for cell in row.cells]
    foot = paper.sections[0].footer.paragraphs[0].text
    written = "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells, foot])
    laid_out = unescape(re.sub(r"<[^>]+>", "\n", page(sheet)))
    assert len(_words(sheet)) > 150
    for text in _words(sheet):
        assert text in written, text
        assert text in laid_out, text
    styles = {paragraph.style.name for paragraph in paper.paragraphs if paragraph.style}
    assert {"Title", "Heading 1", "Heading 2", "List Number"} <= styles
    assert paper.sections[0].page_width == pytest.approx(Mm(210), rel=1e-3)


def test_the_review_in_pdf_is_read_aloud_as_fiches_are(demo_data: Settings, pdf_ready: None) -> None:
    laid_out = document(review(demo_data, THIS, "REG-11", TODAY), Path("revue.pdf"))
    judged = validate_pdf_bytes(laid_out, profile=ValidationProfile.PDF_UA_1)
    assert [(failure.rule_id, failure.message) for failure in judged.failures] == []


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler n'est pas installé : aucun PDF n'est relu")
def test_points_are_numbered_on_from_axis_to_axis_in_pdf(demo_data: Settings, pdf_ready: None, tmp_path: Path) -> None:
    agenda = review(demo_data, THIS, "REG-11", TODAY)
    (tmp_path / "revue.pdf").write_bytes(document(agenda, Path("revue.pdf")))
    read = subprocess.run(["pdftotext", tmp_path / "revue.pdf", "-"], capture_output=True, text=True, check=True).stdout
    points = sum(len(item.points) for item in agenda.items)
    assert points > 10
    numbers = [int(number) for number in re.findall(r"^\s*(\d+)\.\s", read, re.MULTILINE)]
    assert numbers == list(range(1, points + 1))


@pytest.mark.parametrize("kind", ["review", "NAT-FR", "REG-11", "objectif-4"])
def test_no_header_of_a_table_breaks_in_a_word(demo_data: Settings, kind: str) -> None:
    """In the bold of the house, and in the wide letters that stand in for Arial where it is absent."""
    face = ImageFont.truetype(str(FOLDER / "fonts" / "public-sans-latin-bold.ttf"), 1000)
    sheet = printed(review(demo_data, THIS, "NAT-FR", TODAY)) if kind == "review" else content(demo_data, kind)
    points = TABLE * (REVIEW_SIZE if kind == "review" else SIZE)
    tables = [part for block in sheet.blocks for part in getattr(block, "blocks", (block,)) if isinstance(part, Table)]
    assert tables
    for table in tables:
        total = sum(column.part for column in table.columns)
        for column in table.columns:
            longest = max(re.split(r"[ \n]", column.title), key=len)
            wide = 1.2 * face.getlength(longest) / 1000 * points * 25.4 / 72
            assert wide + 3.8 < WIDTH_MM * column.part / total, column.title  # 1.9 mm of margin on each side


def test_a_demonstration_says_so_on_paper(demo_data: Settings) -> None:
    paper = Document(io.BytesIO(document(review(demo_data, THIS, "NAT-FR", TODAY))))
    assert any("Données de démonstration" in paragraph.text for paragraph in paper.paragraphs)


def test_review_as_a_command_on_an_edition(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTAGE_DATA", str(settings.data))
    freeze(
        settings,
        "Mai",
        LAST,
        {caveat["key"]: "Vu." for caveat in reserves(settings, LAST)},
        datetime(2026, 5, 1, tzinfo=UTC),
    )
    path = tmp_path / "revue.docx"
    answer = CliRunner().invoke(app, ["review", "DEPT-59", "--edition", "mai", "--output", str(path)])
    assert answer.exit_code == 0, answer.output
    paper = Document(str(path))
    assert any(f"Revue annuelle {LAST}" in paragraph.text for paragraph in paper.paragraphs)
    assert isinstance(CliRunner().invoke(app, ["review", "DEPT-99"]).exception, NoReview)
    odd = CliRunner().invoke(app, ["review", "DEPT-59", "--output", str(tmp_path / "revue.odt")])
    assert isinstance(odd.exception, UnknownRendering)
