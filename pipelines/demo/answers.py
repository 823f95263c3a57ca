"""The sheet Indicateurs of a demonstration report: what the committee answers, estimates, ignores or does not have."""

from __future__ import annotations

import random
from typing import Any

from indicators.models import Indicator, Objective
from indicators.territories import Territory
from pipelines.demo.chance import phrases, stream
from pipelines.demo.plan import Sending
from pipelines.demo.trajectories import Figure, Trajectories
from pipelines.demo.world import World

Row = dict[str, Any]

UNAVAILABLE = (0.1, 0.06, 0.03, 0.02)  # part of the answers not available, year after year
NOT_APPLICABLE = 0.006
FORGOTTEN = 0.008
ESTIMATED = 0.12
STATING_REGIONS = 5  # régions that also state figures of their départements' indicators


def answers(world: World, trajectories: Trajectories, sending: Sending) -> list[Row]:
    """One row for each indicator the committee is asked for, then those a région states for its départements."""
    rows = []
    for objective, indicator in _asked(world, sending.territory.level, sending.campaign):
        chance = stream(world.seed, "answer", indicator.id, sending.territory.code, sending.campaign)
        if chance.random() >= FORGOTTEN:
            figure = trajectories.figure(indicator, sending.territory, sending.campaign)
            rows.append(_answer(world, objective, indicator, sending, figure, chance))
    if sending.territory.level == "region" and not sending.provisional:
        rows += _stated(world, trajectories, sending)
    return _provisional(world, sending, rows) if sending.provisional else rows


def _asked(world: World, level: str, campaign: str) -> list[tuple[Objective, Indicator]]:
    collected = world.catalogue.collected(campaign)
    return [(o, i) for o, i in collected if i.level == level and i.origin == "reported"]


def _answer(
    world: World, objective: Objective, indicator: Indicator, sending: Sending, figure: Figure, chance: random.Random
) -> Row:
    row = _labels(objective, indicator)
    words = phrases()
    # What does not concern a territory does not concern it any year: the stream has no campaign.
    if stream(world.seed, "not applicable", indicator.id, sending.territory.code).random() < NOT_APPLICABLE:
        return row | {"situation": "sans objet", "comment": chance.choice(words["not_applicable_comments"])}
    year = world.catalogue.strategy.campaigns.index(sending.campaign)
    if sending.territory.level != "national" and chance.random() < UNAVAILABLE[min(year, len(UNAVAILABLE) - 1)]:
        return row | {"situation": "non disponible", "comment": chance.choice(words["unavailable_comments"])}
    row |= {"numerator": figure.numerator, "denominator": figure.denominator, "source": chance.choice(words["sources"])}
    if chance.random() < ESTIMATED and indicator.kind in ("ratio", "count"):
        return row | {"situation": "estimé", "comment": chance.choice(words["estimated_comments"])}
    comment = chance.choice(words["comments"]) if chance.random() < 0.06 and indicator.kind == "ratio" else None
    return row | {"situation": "mesuré", "comment": comment}


def _labels(objective: Objective, indicator: Indicator) -> Row:
    """The labels that the template writes for the reader alone, beside the code."""
    return {
        "code": indicator.id,
        "objective_label": objective.title,
        "indicator_label": indicator.title,
        "numerator_label": indicator.numerator,
        "denominator_label": indicator.denominator,
        "unit": indicator.unit,
    }


def _stated(world: World, trajectories: Trajectories, sending: Sending) -> list[Row]:
    """Figures a région has of its own for its départements' indicators, which their sum does not give."""
    if sending.territory not in _stating(world):
        return []
    indicators = [(o, i) for o, i in _asked(world, "department", sending.campaign) if i.kind == "ratio"]
    drawn = sorted(
        indicators, key=lambda pair: stream(world.seed, "stated", sending.territory.code, pair[1].id).random()
    )
    rows = []
    for objective, indicator in drawn[:4]:
        figure = _sum(world, trajectories, indicator, sending)
        chance = stream(world.seed, "stated", sending.territory.code, indicator.id, sending.campaign)
        if figure.denominator and isinstance(figure.numerator, int):
            # The same factor on both sides: another count of the same thing, never a numerator above its denominator.
            other = 1 + chance.choice((-1, 1)) * chance.uniform(0.01, 0.07)
            stated = Figure(round(figure.numerator * other), round(figure.denominator * other))
            comment = {"comment": chance.choice(phrases()["stated_comments"]), "situation": "mesuré"}
            rows.append(
                _labels(objective, indicator)
                | {"numerator": stated.numerator, "denominator": stated.denominator}
                | comment
            )
    return rows


def _stating(world: World) -> list[Territory]:
    regions = [t for t in world.committees if t.level == "region" and len(world.departments(t)) > 1]
    return sorted(regions, key=lambda t: stream(world.seed, "stating", t.code).random())[:STATING_REGIONS]


def _sum(world: World, trajectories: Trajectories, indicator: Indicator, sending: Sending) -> Figure:
    below = [
        trajectories.figure(indicator, department, sending.campaign)
        for department in world.departments(sending.territory)
    ]
    numerator = sum(figure.numerator for figure in below if not isinstance(figure.numerator, str))
    return Figure(numerator, sum(figure.denominator or 0 for figure in below))


def _provisional(world: World, sending: Sending, rows: list[Row]) -> list[Row]:
    """An early state of the answers: some figures still low, and in a draft some rows still missing."""
    chance = stream(world.seed, "provisional", sending.name)
    if sending.status == "brouillon":
        rows = [row for row in rows if chance.random() < 0.75]
    counted = [row for row in rows if isinstance(row.get("numerator"), int) and row["numerator"] > 20]
    for row in chance.sample(counted, min(len(counted), chance.randint(2, 4))):
        row["numerator"] = round(row["numerator"] * chance.uniform(0.86, 0.97))
        row["situation"] = "estimé"
    return rows
