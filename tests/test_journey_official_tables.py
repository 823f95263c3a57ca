"""A département from the ministry's open data: directory, enrolment and Pix dropped together, then counted and shown.

No browser: the page is run as a program. What is dropped is written here, in the headers of each table."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from docx import Document
from reading_pages import open_page, tables, text
from reports import rows
from test_dashboard_deposit import confirm, drop
from test_official_tables import COLLEGES, annuaire, colleges, pix, school, uai

from pipelines.facts.school_lists import Sight
from pipelines.outputs.factsheet.school import school_factsheet_bytes
from pipelines.settings import Settings
from pipelines.store.deposit_log import records
from pipelines.warehouse import worker

YEAR, LOZERE = "2024-2025", "DEPT-48"
LYCEE, ECOLE = uai(480400), uai(480500)
FILES = {
    "annuaire.csv": annuaire([*map(school, COLLEGES), school(LYCEE, "Lycée", "302"), school(ECOLE, "Ecole", "151")]),
    "effectifs-colleges.csv": colleges(pupils=40),
    "pix.csv": pix(certified=30, codes=[*COLLEGES, LYCEE]),
}


def plain(words: str) -> str:
    """The same with ordinary spaces."""
    return re.sub(r"\s+", " ", words)


def test_a_departement_is_complete_from_what_the_ministry_publishes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = Settings(data=tmp_path / "data")
    app = drop(open_page(monkeypatch, settings, "deposit"), *FILES.items())

    page = plain(text(app))
    assert page.count("Il compterait.") == 3
    assert "Lu comme « Annuaire de l'éducation » : 12 colonnes sur 14" in page
    assert "Lu comme « Effectifs des collèges par niveau, sexe et langue » : 9 colonnes sur 9" in page
    assert "Lu comme « Certifications Pix" in page
    assert page.count("Premières lignes, telles qu'elles sont comprises") == 3
    for understood in (
        f"{COLLEGES[0]} · Collège {COLLEGES[0]} · collège · public · Mende · ouvert",
        f"{YEAR} · {COLLEGES[0]} · Élèves de 3e : 40",
        f"{YEAR} · {COLLEGES[0]} · O04-1 : 30 / 40",
    ):
        assert understood in page
    assert records(settings) == []

    app = confirm(app)
    assert {receipt.source_file for receipt in records(settings)} == set(FILES)
    worker.turn(settings, worker.Status())
    app.run()
    [history] = [lines for caption, lines in tables(app).items() if caption.startswith("Dépôts")]
    assert [line[4] for line in history[1:]] == ["Pris en compte"] * 3

    sql = """select numerator, denominator, value, basis from marts.indicator_progress
        where territory_code = $territory and campaign = $campaign and indicator_id = 'O04-1'"""
    [figure] = rows(settings, sql, territory=LOZERE, campaign=YEAR)
    assert (figure["numerator"], figure["denominator"], figure["value"]) == (150, 200, 75)
    assert figure["basis"] == "rollup_complete"
    sql = """select answered, expected from marts.school_coverage
        where territory_code = $territory and indicator_id = 'O04-1'"""
    assert rows(settings, sql, territory=LOZERE) == [{"answered": 5, "expected": 5}]

    document = Document(io.BytesIO(school_factsheet_bytes(Sight(settings), COLLEGES[0], YEAR, "docx")))
    sheet = plain("\n".join(paragraph.text for paragraph in document.paragraphs))
    assert f"Collège {COLLEGES[0]}" in sheet
    assert "pix.csv : O04-1 ligne 2." in sheet
    cells = [plain(cell.text) for table in document.tables for line in table.rows for cell in line.cells]
    assert "30 ÷ 40" in cells
    assert "75,0 %" in cells
