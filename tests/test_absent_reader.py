"""Somebody who was not at the instance nationale answers ten questions from the workbook and the slides alone.

Each answer is read out of the two files, as a person reads them, and compared with the marts and the records."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from books import load_workbook
from pptx import Presentation
from reports import rows

from indicators.territories import fold
from indicators.typography import day, number, percent
from pipelines.outputs.factsheet.content import factsheet_bytes
from pipelines.outputs.workbook.national import write_national
from pipelines.settings import Settings
from pipelines.store.decision_log import INSTANCE, Terms, change_state, decisions, record

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group extension")
NOW, READING = "2025-2026", date(2026, 11, 28)
FRANCE = "where campaign = '2025-2026' and territory_code = 'NAT-FR'"
DECIDED = "Ouvrir le socle d'indicateurs à toutes les collectivités"
PROPOSED = "Confier la maintenance des terminaux à un groupement"
DONE = "Quatre-vingts collectivités y lisent leurs chiffres."


@dataclass(frozen=True)
class Reader:
    """What lies on the table: every text of the workbook by sheet, every text and note of the slides by title."""

    sheets: dict[str, list[list[Any]]]
    slides: dict[str, str]
    notes: dict[str, str]

    def line(self, sheet: str, start: str) -> dict[str, Any]:
        """The line of a sheet whose text begins so, under the headers above it."""
        header: list[Any] = []
        for cells in self.sheets[sheet]:
            if {"Avancement", "Attendu"} <= set(cells):
                header = cells
            elif header and any(str(cell or "").startswith(start) for cell in cells):
                return dict(zip(header, cells, strict=True))
        raise AssertionError(f"« {start} » n'est pas dans la feuille « {sheet} »")

    def slide(self, start: str) -> str:
        return next(text for title, text in self.slides.items() if title.startswith(start))

    def note(self, start: str) -> str:
        return next(text for title, text in self.notes.items() if title.startswith(start))


def spaces(text: object) -> str:
    return str(text).replace("\u202f", " ").replace("\u00a0", " ")


@pytest.fixture(scope="module")
def reader(demo_data: Settings, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    folder = tmp_path_factory.mktemp("absent")
    instance_decisions = decided(Settings(data=folder / "data"))
    book = load_workbook(write_national(demo_data, NOW, folder / "national.xlsx", instance_decisions))
    deck = Presentation(io.BytesIO(factsheet_bytes(demo_data, "NAT-FR", NOW, ".pptx", instance_decisions)))
    slides: dict[str, str] = {}
    notes: dict[str, str] = {}
    for slide in deck.slides:
        shapes: list[Any] = list(slide.shapes)
        texts = [shape.text_frame.text for shape in shapes if shape.has_text_frame]
        tables = [shape.table for shape in shapes if shape.has_table]
        texts += [" | ".join(cell.text for cell in row.cells) for table in tables for row in table.rows]
        title = spaces(texts[0])
        slides[title] = spaces("\n".join(texts))
        spoken = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
        notes[title] = spaces(spoken.text) if spoken else ""
    sheets = {
        sheet.title: [[spaces(cell) if isinstance(cell, str) else cell for cell in row] for row in sheet.values]
        for sheet in book.worksheets
    }
    return Reader(sheets, slides, notes)


def decided(settings: Settings) -> list[Any]:
    """A decision of the instance, kept, and a proposition that a region puts to it."""
    then = datetime(2026, 5, 20, 9, tzinfo=UTC)
    own = Terms("2026-05-20", DECIDED, "DNE", "NAT-FR", objective_id=2, due_on=date(2026, 9, 1), body=INSTANCE)
    decision = record(settings, own, then)
    change_state(settings, decision.id, "tenue", datetime(2026, 9, 2, 9, tzinfo=UTC), DONE)
    put = Terms("2026-06-02", PROPOSED, "DRANE", "REG-32", kind="proposition", addressed_to=INSTANCE)
    record(settings, put, then)
    return decisions(settings, READING)


def test_1_how_far_is_the_strategy_and_how_far_should_it_be(reader: Reader, demo_data: Settings) -> None:
    (wanted,) = rows(demo_data, f"from marts.strategy_progress {FRANCE}")
    line = reader.line("Synthèse", "Ensemble de la stratégie")
    assert line["Avancement"] == pytest.approx(wanted["progress"])
    assert line["Attendu"] == pytest.approx(wanted["expected_progress"])
    assert spaces(percent(wanted["progress"])) in reader.slide("La stratégie en une image")


def test_2_how_much_of_it_is_real_progress(reader: Reader, demo_data: Settings) -> None:
    """The same territories compared with themselves, not those that answered more or less."""
    (wanted,) = rows(demo_data, f"from marts.strategy_progress {FRANCE}")
    gained = reader.line("Synthèse", "Ensemble de la stratégie")["Évolution (points)"]
    assert gained == pytest.approx(wanted["comparable_evolution"])
    sentence = f"a gagné {spaces(number(wanted['comparable_evolution'], 1))} points d'avancement"
    territories = f"sur {wanted['comparable_territories']} territoires comparables"
    for text in ("\n".join(str(row[0]) for row in reader.sheets["Couverture"]), reader.note("France")):
        assert sentence in text
        assert territories in text


def late_objectives(demo_data: Settings) -> list[dict[str, Any]]:
    return rows(
        demo_data,
        f"""select objective_id, axis_id, title, progress, expected_progress from marts.objective_progress
        join marts.objective using (axis_id, objective_id) {FRANCE} and status in ('late', 'regressing')
        order by progress - expected_progress""",
    )


def test_3_which_three_objectives_are_furthest_behind(reader: Reader, demo_data: Settings) -> None:
    cover = "\n".join(str(row[0]) for row in reader.sheets["Couverture"])
    citations = re.findall(r"« (\d+)\. (.+?) » \(([\d,]+ %) pour ([\d,]+ %) attendus\)", cover)
    wanted = late_objectives(demo_data)[:3]
    assert citations == [
        (
            str(row["objective_id"]),
            row["title"],
            spaces(percent(row["progress"])),
            spaces(percent(row["expected_progress"])),
        )
        for row in wanted
    ]
    assert all(f"{row['objective_id']}. {row['title']}" in reader.note("La stratégie") for row in wanted)


def test_4_why_are_they_late(reader: Reader, demo_data: Settings) -> None:
    """What is missing to their indicators: under these in the workbook, in the notes of the slide of the axis."""
    for objective in late_objectives(demo_data)[:3]:
        wanted = rows(
            demo_data,
            f"""select indicator_id, units_missing, progress, expected_progress, unit from marts.indicator_progress
            join marts.indicator using (indicator_id) {FRANCE} and indicator.objective_id = $objective
            and status in ('late', 'regressing')""",
            objective=objective["objective_id"],
        )
        assert wanted
        sheet = reader.sheets[f"Axe {objective['axis_id']}"]
        for row in wanted:
            at = next(place for place, cells in enumerate(sheet) if str(cells[0] or "").startswith(row["indicator_id"]))
            why = sheet[at + 1][0]
            short = row["unit"] == "%" and row["units_missing"]
            assert spaces(number(row["units_missing"]) if short else percent(row["progress"])) in why, row
            assert why in reader.note(f"Axe {objective['axis_id']}")


def test_5_which_regions_pull_the_figure_down(reader: Reader, demo_data: Settings) -> None:
    wanted = rows(
        demo_data,
        """select name, progress from marts.strategy_progress join marts.territory using (territory_code)
        where campaign = '2025-2026' and level = 'region' and status not in ('insufficient', 'no_report')
        order by progress""",
    )
    table_lines = [line.split(" | ")[:2] for line in reader.slide("Territoires").split("\n") if line.count(" | ") == 2][
        1:
    ]
    assert table_lines[: len(wanted)] == [[row["name"], spaces(percent(row["progress"]))] for row in wanted]
    cover = "\n".join(str(row[0]) for row in reader.sheets["Couverture"])
    assert all(f"{row['name']} ({spaces(percent(row['progress']))})" in cover for row in wanted[:3])


def test_6_who_did_not_answer(reader: Reader, demo_data: Settings) -> None:
    wanted = rows(
        demo_data,
        """select name from marts.collection join marts.territory using (territory_code)
        where campaign = '2025-2026' and collection.state in ('missing', 'draft')""",
    )
    named = re.search(r"Sans rapport qui compte : (.+)\.", reader.note("Couverture"))
    assert named
    assert set(named[1].split(", ")) == {row["name"] for row in wanted}


def test_7_what_is_asked_of_the_instance_and_by_whom(reader: Reader, demo_data: Settings) -> None:
    themes = re.findall(r"^• (.+?) — (\d+) comités?, ", reader.slide("Demandes"), re.MULTILINE)
    assert len(themes) >= 3
    lines = rows(
        demo_data,
        """select name, requests from marts.assessment join marts.territory using (territory_code)
        where campaign = '2025-2026' and requests is not null""",
    )
    for theme, askers in themes:
        who = re.search(rf"^{re.escape(theme)} : (.+?)\.", reader.note("Demandes"), re.MULTILINE)
        assert who, theme
        named = {name for part in who[1].split(", ") for name in part.split(" et ")}
        assert len(named) == int(askers), theme
        assert named <= {row["name"] for row in lines if fold(row["requests"]) == fold(theme)}, theme


def test_8_what_was_decided_and_what_became_of_it(reader: Reader) -> None:
    slide = reader.slide("Demandes")
    assert f"{DECIDED} — tenue, échéance {spaces(day(date(2026, 9, 1)))}" in slide
    assert DONE in reader.note("Demandes")


def test_9_what_is_put_to_it(reader: Reader) -> None:
    assert f"{PROPOSED} — ouverte" in reader.slide("Demandes")
    assert "comité régional" in reader.slide("Demandes")
    assert "1 proposition ou avis à examiner" in reader.note("France")


def test_10_which_actions_are_late_and_which_are_done(reader: Reader, demo_data: Settings) -> None:
    (wanted,) = rows(
        demo_data,
        """select count(*) as told, count(*) filter (state = 'réalisée') as done, count(*) filter (late) as late
        from marts.action where campaign = '2025-2026'""",
    )
    slide = reader.slide("Actions en retard")
    assert f"{number(wanted['told'])} actions" in slide
    assert f"{number(wanted['done'])} réalisées" in slide
    assert f"{number(wanted['late'])} ont dépassé leur échéance" in slide
    (oldest,) = rows(
        demo_data,
        """select due_on from marts.action where campaign = '2025-2026' and late order by due_on limit 1""",
    )
    first = re.search(r"^• .*$", slide, re.MULTILINE)
    assert first
    assert f"échéance {spaces(day(oldest['due_on']))}, en retard" in first[0]
