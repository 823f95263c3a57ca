"""Histories of actions told twice: by the warehouse, and by plain Python from the same random reports."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from canary import region_of
from in_memory import marts_of
from reports import Report, named, rows

from indicators.territories import territories

WORLDS = range(50) if os.environ.get("PROOF") == "long" else range(2)  # one build each, of every committee of France
CAMPAIGNS = ("2023-2024", "2024-2025", "2025-2026")
HEADER = ("Référence", "Objectif", "Intitulé", "Échéance", "État", "Budget (€)", "Action régionale")
# what is the same action is told by the keys; the spellings are what committees type
TITLES = {"pret": ("Prêt", "PRÊT", "prêt "), "veille": ("Veille", "véille"), "cablage": ("Câblage", "cablage !")}
REFERENCES = {"a-01": ("A-01", "a - 01", "Â-01"), "b2": ("B2", "b 2"), "c": ("C", "ç")}
STATES = ("prévue", "en cours", "réalisée", "suspendue", "abandonnée", None)
DAYS = (date(2024, 6, 30), date(2025, 6, 30), date(2026, 6, 30), None)
OPEN, OVER = ("prévue", "en cours"), ("réalisée", "abandonnée")
KINDS = {"added", "finished", "postponed", "advanced", "suspended", "abandoned", "resumed", "dropped"}


@dataclass(frozen=True)
class Line:
    """A line of the sheet Actions, as the keys tell it."""

    row: int
    reference: str | None
    objective: int | None
    words: str
    due_on: date | None
    state: str | None
    budget: int | None
    regional: str | None


Roadmap = dict[str, list[Line]]  # campaign → lines of the report that counts


def drawn(chance: Random, row: int) -> Line:
    return Line(
        row,
        chance.choice([*REFERENCES, None, None, None]),
        chance.choice([4, 5, None]),
        chance.choice([*TITLES]),
        chance.choice(DAYS),
        chance.choice(STATES),
        chance.choice([0, 100, 250, None]),
        chance.choice([*REFERENCES, None]),
    )


def typed(chance: Random, line: Line) -> tuple[Any, ...]:
    """The line as a committee types it."""
    reference, regional = (
        chance.choice(REFERENCES[key]) if key else chance.choice([None, "-"]) for key in (line.reference, line.regional)
    )
    title = chance.choice(TITLES[line.words])
    return (reference, line.objective, title, line.due_on, line.state, line.budget, regional)


def world(chance: Random) -> tuple[list[Report], dict[str, Roadmap]]:
    """Reports of every committee over three campaigns, some of them silent, drafts or corrected; and what counts."""
    reports: list[Report] = []
    counting: dict[str, Roadmap] = {}
    for place in territories():
        if place.level not in ("department", "region"):
            continue
        for campaign in CAMPAIGNS:
            for version in range(1, chance.choice([1, 2, 2, 2, 3])):
                lines = [drawn(chance, row) for row in range(2, chance.randint(3, 7))]
                status = chance.choice(["transmis", "validé", "transmis", "brouillon"])
                sheets = {"Actions": [HEADER, *(typed(chance, line) for line in lines)]}
                reports.append(Report(place.code, campaign, version=version, status=status, sheets=sheets))
                if status != "brouillon":
                    counting.setdefault(place.code, {})[campaign] = lines
    return reports, counting


# The second calculation


def identity(roadmap: Roadmap, campaign: str, line: Line) -> str:
    """The reference, else the last one given before to the same words, else the first given after, else the words."""
    if line.reference:
        return line.reference
    ordered = [(year, other) for year in CAMPAIGNS for other in roadmap.get(year, [])]
    here = ordered.index((campaign, line))
    alike = [
        (place, other.reference)
        for place, (_, other) in enumerate(ordered)
        if other.reference and (other.objective, other.words) == (line.objective, line.words)
    ]
    before = [reference for place, reference in alike if place < here]
    after = [reference for place, reference in alike if place > here]
    objective = f"objectif {line.objective}" if line.objective else "sans objectif"
    return before[-1] if before else after[0] if after else f"{objective} : {line.words}"


def firsts(roadmap: Roadmap) -> dict[str, dict[str, Line]]:
    """Campaign → identity → the first line of its report that tells it."""
    by_campaign: dict[str, dict[str, Line]] = {campaign: {} for campaign in sorted(roadmap)}
    for campaign, lines in roadmap.items():
        for line in lines:
            by_campaign[campaign].setdefault(identity(roadmap, campaign, line), line)
    return by_campaign


def last(values: list[Any]) -> Any:
    """The last that is stated."""
    return next((value for value in reversed(values) if value is not None), None)


def history(roadmap: Roadmap, campaign: str, line: Line) -> dict[str, Any]:
    """What the columns of marts.action say of a line."""
    action, by_campaign = identity(roadmap, campaign, line), firsts(roadmap)
    before = [
        (year, by_campaign[year][action]) for year in by_campaign if year < campaign and action in by_campaign[year]
    ]
    days = [version.due_on for version in [*(earlier for _, earlier in before), line] if version.due_on]
    return {
        "action_id": action,
        "first_campaign": before[0][0] if before else campaign,
        "previous_campaign": before[-1][0] if before else None,
        "previous_state": last([previous.state for _, previous in before]),
        "previous_due_on": last([previous.due_on for _, previous in before]),
        "previous_budget": last([previous.budget for _, previous in before]),
        "first_due_on": days[0] if days else None,
        "postponements": sum(later > earlier for earlier, later in pairwise(days)),
    }


def attached(counting: dict[str, Roadmap], code: str, campaign: str, line: Line) -> str | None:
    """The words of the regional action of that reference: of two, the first."""
    above = counting.get(region_of(code), {}).get(campaign, []) if code.startswith("DEPT") else []
    return next((action.words for action in above if line.regional and action.reference == line.regional), None)


def changes(roadmap: Roadmap) -> Counter[tuple[Any, ...]]:
    """Campaign, identity, kind, and the row that it leads to."""
    counted: Counter[tuple[Any, ...]] = Counter()
    by_campaign = firsts(roadmap)
    for earlier, campaign in pairwise(by_campaign):
        for action, line in by_campaign[campaign].items():
            for kind in kinds(roadmap, earlier, campaign, line):
                counted[campaign, action, kind, campaign, line.row] += 1
        for action, line in by_campaign[earlier].items():
            state = line.state or history(roadmap, earlier, line)["previous_state"]
            if action not in by_campaign[campaign] and state not in OVER:
                counted[campaign, action, "dropped", earlier, line.row] += 1
    return counted


def kinds(roadmap: Roadmap, earlier: str, campaign: str, line: Line) -> set[str]:
    """How an action that is told has changed."""
    past = history(roadmap, campaign, line)
    if past["previous_campaign"] is None:
        return {"added"}
    labels = set()
    if line.due_on and past["previous_due_on"] and line.due_on != past["previous_due_on"]:
        labels.add("postponed" if line.due_on > past["previous_due_on"] else "advanced")
    was, silent = past["previous_state"], past["previous_campaign"] != earlier
    if line.state in OPEN and (silent or (was and was not in OPEN)):
        labels.add("resumed")
    elif line.state != was and line.state in ("réalisée", "suspendue", "abandonnée"):
        labels.add({"réalisée": "finished", "suspendue": "suspended", "abandonnée": "abandoned"}[line.state])
    return labels


@pytest.mark.proof
@pytest.mark.parametrize("seed", WORLDS)
def test_the_second_calculation_says_the_same(seed: int, tmp_path: Path) -> None:
    reports, counting = world(Random(seed))
    wanted = {
        (code, campaign, line.row): history(roadmap, campaign, line)
        | {"regional": attached(counting, code, campaign, line)}
        for code, roadmap in counting.items()
        for campaign, lines in roadmap.items()
        for line in lines
    }
    changed = Counter(
        {(code, *change): times for code, roadmap in counting.items() for change, times in changes(roadmap).items()}
    )
    assert {change[3] for change in changed} == KINDS
    assert sum(columns["regional"] is not None for columns in wanted.values()) > 50
    with marts_of(tmp_path, named(reports), "action", "action_change", "report") as marts:
        ours = {
            (row["territory_code"], row["campaign"], row["row_number"]): row
            for row in rows(marts, "select *, fold(regional_title) as regional from marts.action")
        }
        lines = rows(
            marts,
            """select change.*, report.campaign as told_in
            from marts.action_change as change join marts.report as report using (source_sha256)""",
        )
    assert ours.keys() == wanted.keys()
    for place, columns in wanted.items():
        assert {name: ours[place][name] for name in columns} == columns, place
    names = ("territory_code", "campaign", "action_id", "change", "told_in", "row_number")
    assert Counter(tuple(line[name] for name in names) for line in lines) == changed
