"""While a campaign is open: one sentence in place of every verdict, rank, trend and subject, on pages and in files."""

import io
import re
from collections.abc import Callable, Iterable
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from books import load_workbook
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation
from reading_pages import html, open_page
from reports import rows
from streamlit.testing.v1 import AppTest

from indicators.words import words
from pipelines.facts.open_campaign import ListedCampaign, collected, collecting
from pipelines.facts.reminders import reminders
from pipelines.facts.review import review
from pipelines.outputs.factsheet.content import factsheet_bytes
from pipelines.outputs.factsheet.review import document
from pipelines.outputs.workbook.national import write_annex, write_national
from pipelines.outputs.workbook.territory import write_territory
from pipelines.releases.compare import changes, contributors, lines
from pipelines.settings import Settings

Open = Callable[..., AppTest]
OPEN, CLOSED = "2026-2027", "2025-2026"
SENTENCE = re.compile("Collecte en cours jusqu'au 31 octobre 2027\u202f: \\d+ comités sur 120 ont répondu")
JUDGED = ("achieved", "on_track", "watch", "late", "regressing")
# What no reader may find of an open campaign.
SAID = re.compile(
    r"(?:est|sont) (?:en retard|en recul|à surveiller|dans les temps)|[▲▼]|attendus? \d+,\d|\d\s%\sattendus"
    r"|\d(?:er|e) rang|premier quart|dernier quart|les? plus avancés?|les? moins avancés?|plus qu'en|moins qu'en"
    r"|À discuter|À célébrer|À regarder d'abord|Objectifs qui ont changé de statut",
    re.IGNORECASE,
)
PAST = re.compile("2022-2023|2023-2024|2024-2025|2025-2026")
PAGES: dict[str, tuple[str, dict[str, str]]] = {
    "national": ("national", {}),
    "matrix": ("matrix", {}),
    "objective": ("objective", {"objectif": "2"}),
    "region": ("region", {"region": "REG-32"}),
    "academy": ("academy", {"academie": "ACA-09"}),
    "silent": ("department", {"departement": "DEPT-34"}),
    "barely": ("department", {"departement": "DEPT-48"}),
    "review": ("review", {}),
    "changes": ("changes", {"de": CLOSED, "a": OPEN}),
    "compare": ("compare", {"territoires": "REG-76,DEPT-34", "indicateurs": "O05-1,axe-2", "campagnes": OPEN}),
}


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Open:
    return lambda settings, page, **codes: open_page(monkeypatch, settings, page, codes)


def test_the_sentence_is_one() -> None:
    closes = date(2027, 10, 31)
    assert (
        collected("open", closes, 19, 120, closes)
        == "Collecte en cours jusqu'au 31 octobre 2027\u202f: 19 comités sur 120 ont répondu"
    )
    assert str(collected("open", closes, 1, 120, closes)).endswith("1 comité sur 120 a répondu")
    assert str(collected("open", closes, 0, 120, closes)).endswith("aucun comité n'a répondu")
    assert collected("closed", closes, 19, 120, closes) is None
    assert collected(None, closes, 19, 120, closes) is None
    assert collecting(None, closes) is None


def test_one_that_was_reopened_is_awaited_at_no_day_that_is_past() -> None:
    closed, before, after = date(2026, 10, 31), date(2026, 10, 30), date(2026, 11, 1)
    assert str(collected("open", closed, 84, 120, before)).startswith("Collecte en cours jusqu'au 31 octobre 2026")
    assert str(collected("open", closed, 84, 120, after)).startswith("Collecte en cours au-delà du 31 octobre 2026")


@given(st.integers(0, 120), st.sampled_from(["open", "closed", None]))
def test_it_is_said_of_open_campaigns_alone(answered: int, state: str | None) -> None:
    row = ListedCampaign("2026-2027", True, None, True, state, date(2027, 10, 31), 120, answered)
    assert (collecting(row, date(2026, 11, 28)) is not None) == (state == "open")


def test_who_answered_is_counted_among_the_committees(demo_data: Settings) -> None:
    counted = "count(*) filter (state in ('received', 'with_reserves')) as answered, count(*) as expected"
    counts = rows(demo_data, f"select campaign, {counted} from marts.collection group by campaign order by campaign")
    columns = "committees_answered as answered, committees_expected as expected"
    assert rows(demo_data, f"select campaign, {columns} from marts.campaign order by campaign") == counts


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_an_open_campaign_says_it_and_judges_nothing(name: str, opened: Open, demo_data: Settings) -> None:
    page, codes = PAGES[name]
    written = unescape(html(opened(demo_data, page, campagne=OPEN, **codes)))
    assert SENTENCE.search(written)
    # the key of the signs names them all; what closed campaigns were judged stays
    written = re.sub(r'<ul class="legend signs">.*?</ul>', "", written)
    written = re.sub(r"<tr.*?</tr>", lambda match: "" if PAST.search(match[0]) else match[0], written)
    assert not SAID.findall(re.sub(r"<[^>]+>", " ", written))
    assert not re.findall(rf'class="[^"]*\bstatus-(?:{"|".join(JUDGED)})\b', written)


@pytest.mark.parametrize("name", ["national", "silent", "review", "matrix"])
def test_a_closed_campaign_is_judged(name: str, opened: Open, demo_data: Settings) -> None:
    page, codes = PAGES[name]
    app = opened(demo_data, page, campagne=CLOSED, **codes)
    assert "Collecte en cours jusqu'au" not in unescape(html(app))
    assert re.search(rf'class="[^"]*\bstatus-(?:{"|".join(JUDGED)})\b', html(app))


def _cells(content: bytes) -> Iterable[str]:
    for sheet in load_workbook(io.BytesIO(content)).worksheets:
        if sheet.title not in ("Lecture", "Sources"):  # the words explained; what people typed
            yield from (str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None)


def _paragraphs(content: bytes) -> Iterable[str]:
    paper = Document(io.BytesIO(content))
    yield from (paragraph.text for paragraph in paper.paragraphs)
    for row in (row for table in paper.tables for row in table.rows):
        cells = [cell.text for cell in row.cells]
        if not any(PAST.search(cell) for cell in cells):  # what closed campaigns were judged stays
            yield from cells


def _slides(content: bytes) -> Iterable[str]:
    for slide in Presentation(io.BytesIO(content)).slides:
        shapes: list[Any] = list(slide.shapes)
        for shape in shapes:
            if shape.has_text_frame:
                yield shape.text_frame.text
            if shape.has_table:
                yield from (cell.text for row in shape.table.rows for cell in row.cells)


def _judges_nothing(texts: list[str]) -> None:
    assert any(SENTENCE.search(text) for text in texts)
    assert not [text for text in texts if text in {words()["status"][code] for code in JUDGED}]
    assert not [text for text in texts if SAID.search(text)]


def test_the_workbooks_of_an_open_campaign_judge_nothing(demo_data: Settings, tmp_path: Path) -> None:
    _judges_nothing(list(_cells(write_national(demo_data, OPEN, tmp_path / "france.xlsx").read_bytes())))
    _judges_nothing(list(_cells(write_annex(demo_data, OPEN, tmp_path / "annexe.xlsx").read_bytes())))
    _judges_nothing(list(_cells(write_territory(demo_data, "DEPT-48", OPEN, tmp_path / "d.xlsx").read_bytes())))


@pytest.mark.parametrize("subject", ["NAT-FR", "REG-32", "DEPT-48", "objectif-2"])
def test_the_fiches_and_slides_of_an_open_campaign_judge_nothing(subject: str, demo_data: Settings) -> None:
    _judges_nothing(list(_paragraphs(factsheet_bytes(demo_data, subject, OPEN, ".docx"))))
    _judges_nothing(list(_slides(factsheet_bytes(demo_data, subject, OPEN, ".pptx"))))


def test_the_review_of_an_open_campaign_has_no_subject(demo_data: Settings) -> None:
    national_review = review(demo_data, OPEN, "NAT-FR", date(2026, 11, 28))
    assert national_review.points == 0
    _judges_nothing(list(_paragraphs(document(national_review))))


def test_no_movement_is_told_towards_an_open_campaign(demo_data: Settings) -> None:
    comparison = changes(demo_data, CLOSED, OPEN)
    assert SENTENCE.fullmatch(comparison.collecting or "")
    assert lines(comparison) == []
    assert contributors(comparison, "strategy", "") == []
    assert lines(changes(demo_data, "2024-2025", CLOSED))


def test_a_reminder_says_until_when_or_that_it_comes_late(demo_data: Settings) -> None:
    for reminder in reminders(demo_data, OPEN):
        assert SENTENCE.search(reminder.text)
    late = [reminder.text for reminder in reminders(demo_data, CLOSED) if reminder.state == "missing"]
    assert late
    assert all("close depuis le 31 octobre 2026" in text and "en retard" in text for text in late)


def test_what_rests_on_too_little_is_in_no_rank(opened: Open, demo_data: Settings) -> None:
    departments = rows(
        demo_data,
        "select territory_code, objectives_scored as held, objectives_scorable as possible from marts.strategy_progress"
        f" join marts.territory using (territory_code) where level = 'department' and campaign = '{CLOSED}'"
        " and status = 'insufficient' order by territory_code limit 1",
    )
    [department] = departments
    read = unescape(html(opened(demo_data, "department", campagne=CLOSED, departement=department["territory_code"])))
    assert "Trop peu d'indicateurs" in read
    assert f"{department['held']} objectifs sur {department['possible']}" in read
    assert not re.findall(r"\d(?:er|e) rang|À regarder d'abord|À célébrer", read)
    paragraphs = list(_paragraphs(factsheet_bytes(demo_data, department["territory_code"], CLOSED, ".docx")))
    assert not {"À regarder d'abord", "À célébrer"} & set(paragraphs)


def test_nothing_rises_that_is_judged_on_too_little_or_not_yet(demo_data: Settings) -> None:
    for mart in ("objective", "axis", "strategy"):
        wrong = "comparable_evolution is not null and status in ('insufficient', 'collecting', 'not_reported')"
        assert not rows(demo_data, f"select * from marts.{mart}_progress where {wrong} limit 1")
    alone = "comparable_evolution is not null and comparable_territories is null"
    assert not rows(demo_data, f"select * from marts.indicator_progress where {alone} limit 1")


def test_a_report_that_never_came_has_its_own_word(opened: Open, demo_data: Settings) -> None:
    silent = rows(
        demo_data,
        "select territory_code, shown_status, state from marts.objective_progress"
        " join marts.collection using (campaign, territory_code)"
        f" where status = 'not_reported' and campaign = '{CLOSED}'",
    )
    assert silent
    assert all((row["shown_status"] == "no_report") == (row["state"] == "missing") for row in silent)
    code = next(row["territory_code"] for row in silent if row["shown_status"] == "no_report")
    read = html(opened(demo_data, "department", campagne=CLOSED, departement=code))
    assert "Rapport non reçu" in read
