"""Declared follow-up between two campaigns: received and versioned as a table, beside the computed, never mixed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from in_memory import Ask
from reading_pages import open_page, tables, text
from reports import Report, named, rows, table, warehouse
from streamlit.testing.v1 import AppTest

from pipelines.access.rights import Grant, Rights
from pipelines.access.scoped import scoped
from pipelines.facts.review import point_fact
from pipelines.settings import Settings
from pipelines.warehouse import builds

Open = Callable[..., AppTest]
NOW = "2025-2026"
HEADER = ("numero_suivi", "intitule", "objectif", "trimestre", "pourcentage", "prochaine_etape", "responsable")
LINES = [
    ("4.1", "Attestation Pix", "4", "T4 2025", "10 %", "Généraliser", "DNE, sous-direction"),
    ("4.1", "Attestation Pix", "4", "2026-T1", "95 %", "", "DNE, sous-direction"),
    ("4.2", "Mentorat", "Objectif 4", "2e trimestre 2026", "75,5 %", "", ""),
    ("5.1", "Médias", "5", "T1 2026", "60", "", ""),
]
# O04-1: baseline and target agreed nowhere: what counts is that objective 4 has a progress
DEPARTMENT = Report("DEPT-59", rows={"O04-1": (8200, 10000, "mesuré"), "O04-2": (5000, 10000, "mesuré")})


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    files = named([DEPARTMENT]) | {"suivi.csv": table(LINES, HEADER)}
    return warehouse(tmp_path_factory.mktemp("few"), files)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Open:
    return lambda settings, page, **codes: open_page(monkeypatch, settings, page, codes)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("T1 2026", "2026-01-01"),
        ("t4 2025", "2025-10-01"),
        ("2026-T2", "2026-04-01"),
        ("T3-2026", "2026-07-01"),
        ("1er trimestre 2026", "2026-01-01"),
        ("2e trim. 2026", "2026-04-01"),
        ("Trimestre 4 2026", "2026-10-01"),
        ("T5 2026", None),
        ("2026", None),
        ("T1 26", None),
        ("printemps 2026", None),
    ],
)
def test_a_quarter_is_read_as_people_write_it(macro: Callable, typed: str, day: str | None) -> None:
    assert str(macro("quarter_start", typed) or "") == (day or "")


def test_a_table_of_follow_up_is_read_line_by_line(marts_from: Ask) -> None:
    marts = marts_from({"suivi.csv": table(LINES, HEADER)}, "declared_follow_up", "issue", "report")
    follow_up = rows(marts, "from marts.declared_follow_up order by number, starts_on")
    assert [
        (row["number"], row["objective_id"], row["quarter"], row["declared"], row["campaign"]) for row in follow_up
    ] == [
        ("4.1", 4, "T4 2025", 10, NOW),
        ("4.1", 4, "T1 2026", 95, NOW),
        ("4.2", 4, "T2 2026", 75.5, NOW),
        ("5.1", 5, "T1 2026", 60, NOW),
    ]
    assert (follow_up[0]["next_step"], follow_up[0]["lead"], follow_up[1]["next_step"]) == (
        "Généraliser",
        "DNE, sous-direction",
        None,
    )
    assert rows(marts, "from marts.issue") == []
    assert [row["outcome"] for row in rows(marts, "from marts.report")] == ["accepted"]


def test_what_cannot_be_read_is_a_row_set_aside_with_its_cell(marts_from: Ask) -> None:
    lines = [
        ("1", "A", "4", "T5 2026", "10 %", "", ""),
        ("2", "B", "99", "T1 2026", "10 %", "", ""),
        ("3", "C", "4", "T1 2026", "beaucoup", "", ""),
        ("4", "D", "4", "T1 2010", "10 %", "", ""),
        ("5", "E", "4", "T1 2026", "10 %", "", ""),
        ("5", "E", "4", "2026-T1", "20 %", "", ""),
    ]
    marts = marts_from({"suivi.csv": table(lines, HEADER)}, "declared_follow_up", "issue")
    issues = rows(marts, "select code, severity, cell from marts.issue order by cell")
    assert [(row["code"], row["cell"]) for row in issues] == [
        ("sheet_key_unreadable", "C3"),
        ("follow_up_quarter_unknown", "D2"),
        ("follow_up_quarter_unknown", "D5"),
        ("follow_up_twice", "D6"),
        ("sheet_key_unreadable", "E4"),
    ]
    assert [(r["number"], r["declared"]) for r in rows(marts, "from marts.declared_follow_up")] == [("5", 20)]


def test_the_last_table_of_a_quarter_counts_whole(marts_from: Ask) -> None:
    later = [("4.1", "Attestation Pix", "4", "T1 2026", "40 %", "", "")]
    marts = marts_from({"1.csv": table(LINES, HEADER), "2.csv": table(later, HEADER)}, "declared_follow_up")
    follow_up = rows(marts, "select number, quarter, declared from marts.declared_follow_up order by starts_on, number")
    assert [tuple(row.values()) for row in follow_up] == [
        ("4.1", "T4 2025", 10), ("4.1", "T1 2026", 40), ("4.2", "T2 2026", 75.5),
    ]  # fmt: skip


def test_it_moves_no_figure(few: Settings, marts_from: Ask) -> None:
    alone = marts_from(named([DEPARTMENT]), "objective_progress")
    figures = "select * from marts.objective_progress order by all"
    assert rows(few, figures) == rows(alone, figures)


def test_a_gap_of_more_than_twenty_points_is_to_be_discussed(few: Settings) -> None:
    progress = rows(
        few,
        "select progress from marts.objective_progress where objective_id = 4 and territory_code = 'NAT-FR'"
        f" and campaign = '{NOW}'",
    )[0]["progress"]
    points = rows(few, "select * from marts.discussion_point where rule = 'declared_gap'")
    last = {"4.1": 95, "4.2": 75.5}
    beyond = [declared for declared in last.values() if abs(declared - progress) > 20]
    assert beyond, progress
    widest = max(beyond, key=lambda declared: abs(declared - progress))
    assert [(p["objective_id"], p["measure"], p["compared"]) for p in points] == [(4, progress, widest)]
    [point] = [
        p for p in builds.rows(few, "review", "points", campaign=NOW, territory="NAT-FR") if p["rule"] == "declared_gap"
    ]
    assert "suivi déclaré" in point_fact(point)


def test_the_page_of_the_objective_shows_both_side_by_side(opened: Open, few: Settings) -> None:
    app = opened(few, "objective", objectif="4", campagne=NOW)
    table_lines = next(body for caption, body in tables(app).items() if caption.startswith("Suivi déclaré"))[1:]
    assert [line[:3] for line in table_lines] == [
        ["4.1 Attestation Pix", "T4 2025", "10,0\u202f%"],
        ["4.1 Attestation Pix", "T1 2026", "95,0\u202f%"],
        ["4.2 Mentorat", "T2 2026", "75,5\u202f%"],
    ]
    assert sum("à discuter" in line[4] for line in table_lines) == 1
    assert len({line[3] for line in table_lines}) == 1
    assert "n'entre dans aucun calcul" in text(app)
    assert "Suivi déclaré" not in text(opened(few, "objective", objectif="6", campagne=NOW))


def test_who_does_not_see_france_in_detail_reads_none_of_it(few: Settings) -> None:
    own = scoped(few, Rights((Grant("region", "REG-32"),), "toutes"))
    assert rows(own, "from marts.declared_follow_up") == []
