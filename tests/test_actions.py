"""Actions from one campaign to the next: which is which, what became of it, and what a second calculation says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from in_memory import marts_of
from reports import Marts, Report, named, rows

from pipelines.settings import Settings

FIRST, SECOND, THIRD = "2023-2024", "2024-2025", "2025-2026"
HEADER = ("Référence", "Objectif", "Intitulé", "Échéance", "État", "Budget (€)", "Action régionale")
JUNE = {year: date(year, 6, 30) for year in (2024, 2025, 2026, 2027)}


def report_of(territory: str, campaign: str, *lines: tuple[Any, ...]) -> Report:
    """A report whose sheet Actions holds these lines."""
    return Report(territory, campaign, sheets={"Actions": [HEADER, *lines]})


def by_title(marts: Marts, territory: str, campaign: str) -> dict[str, dict[str, Any]]:
    actions = rows(
        marts,
        "from marts.action where territory_code = $territory and campaign = $campaign",
        territory=territory,
        campaign=campaign,
    )
    return {row["title"]: row for row in actions}


def changes(marts: Marts, territory: str, campaign: str) -> set[tuple[str, str]]:
    change_rows = rows(
        marts,
        "from marts.action_change where territory_code = $territory and campaign = $campaign",
        territory=territory,
        campaign=campaign,
    )
    return {(row["title"], row["change"]) for row in change_rows}


# The worked example: one département over three campaigns, and its région.
@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Marts]:
    reports = [
        report_of(
            "DEPT-59",
            FIRST,
            ("A-01", 4, "Prêt de matériel", JUNE[2024], "en cours", 1000, None),
            (None, 8, "Formation  des ÉLUS", JUNE[2024], "prévue", 50, None),
            (None, 9, "Charte", JUNE[2024], "en cours", None, None),
            (None, None, "Journée des cadres", None, "réalisée", None, None),
            ("a 02", 2, "Câblage", JUNE[2025], "en cours", None, None),
            (None, 3, "Veille", JUNE[2025], "suspendue", None, None),
        ),
        report_of(
            "DEPT-59",
            SECOND,
            (" a-01", 4, "Prêt de matériel aux collèges", JUNE[2025], "en cours", None, "R 1"),
            ("A-07", 8, "Formation des élus", JUNE[2024], "réalisée", 80, "inconnue"),
            ("A02", 2, "Câblage", JUNE[2024], "suspendue", None, None),
            (None, 3, "veille", JUNE[2025], "en cours", None, None),
            (None, 3, "Salon", JUNE[2025], "prévue", None, None),
        ),
        report_of(
            "DEPT-59",
            THIRD,
            ("A-01", 4, "Prêt de matériel aux collèges", JUNE[2026], "abandonnée", 700, "r1"),
            (None, 9, "charte", None, "prévue", None, None),
            (None, 3, "Salon", None, None, None, None),
        ),
        report_of(
            "REG-32",
            SECOND,
            ("R1", 4, "Prêt régional", None, "en cours", 9000, None),
            ("r 1", 4, "La seconde du même nom", None, "en cours", 5, None),
        ),
    ]
    with marts_of(tmp_path_factory.mktemp("actions"), named(reports), "action", "action_change") as action_marts:
        yield action_marts


def test_an_action_is_told_by_its_reference_else_by_its_objective_and_its_title(marts: Marts) -> None:
    first, second, third = (by_title(marts, "DEPT-59", campaign) for campaign in (FIRST, SECOND, THIRD))
    assert first["Prêt de matériel"]["action_id"] == "a-01"
    assert second["Prêt de matériel aux collèges"]["action_id"] == "a-01"
    # the reference was given later
    assert first["Formation  des ÉLUS"]["action_id"] == second["Formation des élus"]["action_id"] == "a-07"
    assert first["Charte"]["action_id"] == third["charte"]["action_id"] == "objectif 9 : charte"
    assert first["Journée des cadres"]["action_id"] == "sans objectif : journee des cadres"
    assert first["Câblage"]["action_id"] == second["Câblage"]["action_id"] == "a02"


def test_what_earlier_reports_said_of_it(marts: Marts) -> None:
    columns = ("first_campaign", "previous_campaign", "previous_state", "previous_due_on", "previous_budget")
    columns += ("first_due_on", "postponements")

    def history(campaign: str, title: str) -> tuple[Any, ...]:
        return tuple(by_title(marts, "DEPT-59", campaign)[title][name] for name in columns)

    assert history(FIRST, "Prêt de matériel") == (FIRST, None, None, None, None, JUNE[2024], 0)
    second = history(SECOND, "Prêt de matériel aux collèges")
    assert second == (FIRST, FIRST, "en cours", JUNE[2024], 1000, JUNE[2024], 1)
    # a budget that the second report left empty is still the last that was stated
    third = history(THIRD, "Prêt de matériel aux collèges")
    assert third == (FIRST, SECOND, "en cours", JUNE[2025], 1000, JUNE[2024], 2)
    assert history(SECOND, "Câblage") == (FIRST, FIRST, "en cours", JUNE[2025], None, JUNE[2025], 0)
    assert history(THIRD, "charte") == (FIRST, FIRST, "en cours", JUNE[2024], None, JUNE[2024], 0)


def test_it_is_attached_to_the_first_action_of_its_region_of_that_reference(marts: Marts) -> None:
    second, third = (by_title(marts, "DEPT-59", campaign) for campaign in (SECOND, THIRD))
    attached = second["Prêt de matériel aux collèges"]
    assert (attached["regional_action_id"], attached["regional_title"]) == ("r1", "Prêt régional")
    assert second["Formation des élus"]["regional_title"] is None
    # the région has no report in the third campaign
    assert third["Prêt de matériel aux collèges"]["regional_title"] is None


def test_what_changed_since_the_last_report(marts: Marts) -> None:
    assert changes(marts, "DEPT-59", FIRST) == set()
    assert changes(marts, "DEPT-59", SECOND) == {
        ("Prêt de matériel aux collèges", "postponed"),
        ("Formation des élus", "finished"),
        ("Charte", "dropped"),
        ("Câblage", "advanced"),
        ("Câblage", "suspended"),
        ("veille", "resumed"),
        ("Salon", "added"),
    }
    assert changes(marts, "DEPT-59", THIRD) == {
        ("Prêt de matériel aux collèges", "postponed"),
        ("Prêt de matériel aux collèges", "abandoned"),
        ("charte", "resumed"),  # the second report had dropped it
        ("Câblage", "dropped"),
        ("veille", "dropped"),
    }
    assert changes(marts, "REG-32", SECOND) == set(), "nothing is added where nothing was told before"


def test_what_was_dropped_leads_to_the_last_line_that_told_it(marts: Marts) -> None:
    [dropped] = rows(marts, "from marts.action_change where change = 'dropped' and title = 'Charte'")
    line = by_title(marts, "DEPT-59", FIRST)["Charte"]
    assert [dropped[name] for name in ("source_sha256", "sheet", "row_number")] == [
        line[name] for name in ("source_sha256", "sheet", "row_number")
    ]
    assert (dropped["campaign"], dropped["state"], dropped["due_on"]) == (SECOND, None, None)
    assert (dropped["previous_state"], dropped["previous_due_on"]) == ("en cours", JUNE[2024])


def test_the_demonstration_has_every_kind_of_change_and_attached_actions(demo_data: Settings) -> None:
    kinds = rows(demo_data, "select change, max(campaign) as last from marts.action_change group by change")
    assert {row["change"] for row in kinds} == {
        *("added", "finished", "postponed", "advanced", "suspended", "abandoned", "resumed", "dropped"),
    }
    assert all(row["last"] >= THIRD for row in kinds)
    attached = rows(
        demo_data,
        """select count(distinct program) as programs, count(*) filter (late) as late, max(postponements) as postponed
        from marts.action where regional_title is not null""",
    )
    assert attached[0]["programs"] == 5
    assert attached[0]["late"] > 0
    assert attached[0]["postponed"] >= 1
