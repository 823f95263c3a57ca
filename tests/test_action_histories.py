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


Told = dict[str, list[Line]]  # campaign → lines of the report that counts


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


def world(chance: Random) -> tuple[list[Report], dict[str, Told]]:
    """Reports of every committee over three campaigns, some of them silent, drafts or corrected; and what counts."""
    reports: list[Report] = []
    counting: dict[str, Told] = {}
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


def identity(told: Told, campaign: str, line: Line) -> str:
    """The reference, else the last one given before to the same words, else the first given after, else the words."""
    if line.reference:
        return line.reference
    ordered = [(year, one) for year in CAMPAIGNS for one in told.get(year, [])]
    here = ordered.index((campaign, line))
    alike = [
        (place, one.reference)
        for place, (_, one) in enumerate(ordered)
        if one.reference and (one.objective, one.words) == (line.objective, line.words)
    ]
    before = [reference for place, reference in alike if place < here]
    after = [reference for place, reference in alike if place > here]
    objective = f"objectif {line.objective}" if line.objective else "sans objectif"
    return before[-1] if before else after[0] if after else f"{objective} : {line.words}"


def firsts(told: Told) -> dict[str, dict[str, Line]]:
    """Campaign → identity → the first line of its report that tells it."""
    found: dict[str, dict[str, Line]] = {campaign: {} for campaign in sorted(told)}
    for campaign, lines in told.items():
        for line in lines:
            found[campaign].setdefault(identity(told, campaign, line), line)
    return found


def last(values: list[Any]) -> Any:
    """The last that is stated."""
    return next((value for value in reversed(values) if value is not None), None)


def history(told: Told, campaign: str, line: Line) -> dict[str, Any]:
    """What the columns of marts.action say of a line."""
    it, by_campaign = identity(told, campaign, line), firsts(told)
    before = [(year, by_campaign[year][it]) for year in by_campaign if year < campaign and it in by_campaign[year]]
    days = [one.due_on for one in [*(earlier for _, earlier in before), line] if one.due_on]
    return {
        "action_id": it,
        "first_campaign": before[0][0] if before else campaign,
        "previous_campaign": before[-1][0] if before else None,
        "previous_state": last([one.state for _, one in before]),
        "previous_due_on": last([one.due_on for _, one in before]),
        "previous_budget": last([one.budget for _, one in before]),
        "first_due_on": days[0] if days else None,
        "postponements": sum(later > earlier for earlier, later in pairwise(days)),
    }


def attached(counting: dict[str, Told], code: str, campaign: str, line: Line) -> str | None:
    """The words of the regional action of that reference: of two, the first."""
    above = counting.get(region_of(code), {}).get(campaign, []) if code.startswith("DEPT") else []
    return next((one.words for one in above if line.regional and one.reference == line.regional), None)


def changes(told: Told) -> Counter[tuple[Any, ...]]:
    """Campaign, identity, kind, and the row that it leads to."""
    found: Counter[tuple[Any, ...]] = Counter()
    by_campaign = firsts(told)
    for earlier, campaign in pairwise(by_campaign):
        for it, line in by_campaign[campaign].items():
            for kind in kinds(told, earlier, campaign, line):
                found[campaign, it, kind, campaign, line.row] += 1
        for it, line in by_campaign[earlier].items():
            state = line.state or history(told, earlier, line)["previous_state"]
            if it not in by_campaign[campaign] and state not in OVER:
                found[campaign, it, "dropped", earlier, line.row] += 1
    return found


def kinds(told: Told, earlier: str, campaign: str, line: Line) -> set[str]:
    """How an action that is told has changed."""
    past = history(told, campaign, line)
    if past["previous_campaign"] is None:
        return {"added"}
    found = set()
    if line.due_on and past["previous_due_on"] and line.due_on != past["previous_due_on"]:
        found.add("postponed" if line.due_on > past["previous_due_on"] else "advanced")
    was, silent = past["previous_state"], past["previous_campaign"] != earlier
    if line.state in OPEN and (silent or (was and was not in OPEN)):
        found.add("resumed")
    elif line.state != was and line.state in ("réalisée", "suspendue", "abandonnée"):
        found.add({"réalisée": "finished", "suspendue": "suspended", "abandonnée": "abandoned"}[line.state])
    return found


@pytest.mark.proof
@pytest.mark.parametrize("seed", WORLDS)
def test_the_second_calculation_says_the_same(seed: int, tmp_path: Path) -> None:
    reports, counting = world(Random(seed))
    wanted = {
        (code, campaign, line.row): history(told, campaign, line)
        | {"regional": attached(counting, code, campaign, line)}
        for code, told in counting.items()
        for campaign, lines in told.items()
        for line in lines
    }
    changed = Counter(
        {(code, *change): times for code, told in counting.items() for change, times in changes(told).items()}
    )
    assert {change[3] for change in changed} == KINDS
    assert sum(one["regional"] is not None for one in wanted.values()) > 50
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
    for place, told in wanted.items():
        assert {name: ours[place][name] for name in told} == told, place
    names = ("territory_code", "campaign", "action_id", "change", "told_in", "row_number")
    assert Counter(tuple(line[name] for name in names) for line in lines) == changed
