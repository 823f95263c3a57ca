"""What a committee does, signs, launches and votes in a demonstration report, followed from one year to the next."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from indicators.territories import fold
from pipelines.demo.chance import phrases, stream
from pipelines.demo.plan import Sending, school_year
from pipelines.demo.world import World

Row = dict[str, Any]


def actions(world: World, sending: Sending) -> list[Row]:
    """The actions of the territory's plan that are alive in the school year, as they stood that day."""
    chance = stream(world.seed, "actions", sending.territory.code)
    level, words = sending.territory.level, phrases()
    rows = []
    for phrase in chance.sample(words["action"], chance.randint(7, 11)):
        starts_on, due_on = _span(world, chance, (240, 800))
        state, completion = _progress(starts_on, due_on, sending.sent_on, chance.random())
        row = {
            "objective_id": _objective(world, phrase["about"], chance),
            "title": phrase["title"],
            "lead": chance.choice(words["partners"]["leads"][level]),
            "partners": ", ".join(chance.sample(words["partners"][level], chance.randint(1, 3))),
            "starts_on": starts_on,
            "due_on": due_on,
            "state": state,
            "completion": completion,
            "budget": 500 * chance.randint(4, 900) if chance.random() < 0.7 else None,
        }
        if _alive(starts_on, due_on, sending):
            rows.append(row)
    return rows


def agreements(world: World, sending: Sending) -> list[Row]:
    """The agreements of the territory, from draft to expiry."""
    chance = stream(world.seed, "agreements", sending.territory.code)
    level, words = sending.territory.level, phrases()
    rows = []
    for phrase in chance.sample(words["agreement"], chance.randint(1, 4)):
        signed_on, due_on = _span(world, chance, (700, 1100))
        signed = signed_on <= sending.sent_on
        row = {
            "subject": phrase["title"],
            "parties": "\u202f; ".join(
                [chance.choice(words["services"][level]), chance.choice(words["partners"][level])]
            ),
            "objective_id": _objective(world, phrase["about"], chance),
            "signed_on": signed_on if signed else None,
            "due_on": due_on,
            "state": "projet" if not signed else "signée" if due_on > sending.sent_on else "échue",
        }
        if _alive(signed_on - timedelta(days=120), due_on, sending):
            rows.append(row)
    return rows


def calls(world: World, sending: Sending) -> list[Row]:
    """The calls for projects of the school year; few départements have one."""
    chance = stream(world.seed, "calls", sending.territory.code, sending.campaign)
    words, start = phrases(), school_year(sending.campaign)[0]
    often = 0.3 if sending.territory.level == "department" else 0.75
    rows = []
    for phrase in chance.sample(words["call"], chance.randint(1, 2)) if chance.random() < often else []:
        deadline = start + timedelta(days=chance.randint(40, 400))
        left = (deadline - sending.sent_on).days
        rows.append(
            {
                "title": phrase["title"],
                "funder": chance.choice(words["funding"]["funders"][sending.territory.level]),
                "objective_id": _objective(world, phrase["about"], chance),
                "amount": 1000 * chance.randint(10, 800),
                "deadline": deadline,
                "state": "à venir" if left > 90 else "ouvert" if left > 0 else "clos" if left > -90 else "attribué",
                "beneficiaries": chance.choice(words["funding"]["beneficiaries"]),
            }
        )
    return rows


def budget_steps(world: World, sending: Sending) -> list[Row]:
    """The budget calendar of an authority: request, orientation, vote, execution."""
    chance = stream(world.seed, "budget", sending.territory.code, sending.campaign)
    if chance.random() < 0.25:
        return []
    words, year = phrases()["funding"], int(sending.campaign[:4])
    authority = chance.choice(words["authorities"][sending.territory.level])
    steps = (
        ("demande", date(year, 9, 10), 40),
        ("orientation", date(year, 11, 2), 40),
        ("vote", date(year + 1, 1, 20), 70),
        ("exécution", date(year + 1, 5, 2), 60),
    )
    return [
        {
            "authority": authority,
            "step": step,
            "step_date": first + timedelta(days=chance.randint(0, spread)),
            "fiscal_year": year + 1,
            "comment": chance.choice(words["comments"]),
        }
        for step, first, spread in steps
    ]


def assessments(world: World, sending: Sending) -> list[Row]:
    """The committee's own view of each axis, more favourable as years go by."""
    chance = stream(world.seed, "assessments", sending.territory.code, sending.campaign)
    if chance.random() < 0.1:
        return []
    words, year = phrases()["assessment"], world.catalogue.strategy.campaigns.index(sending.campaign)
    return [
        {
            "axis_id": axis.id,
            "appraisal": chance.choices(("favorable", "mitigée", "préoccupante"), (30 + 10 * year, 45, 20))[0],
            "highlights": chance.choice(words["highlights"]),
            "difficulties": chance.choice(words["difficulties"]),
            "requests": chance.choice(words["requests"]),
        }
        for axis in world.catalogue.axes
    ]


def _objective(world: World, about: list[str], chance: random.Random) -> int:
    """An objective whose titles hold a word that begins so, else any: works with every strategy."""
    objectives = world.catalogue.objectives
    titles = {o.id: " " + _folded(" ".join([o.title, *(i.title for i in o.indicators)])) for o in objectives}
    fitting = [o.id for o in objectives if any(f" {word}" in titles[o.id] for word in about)]
    return chance.choice(fitting or [o.id for o in objectives])


# the same titles for each of thousands of lines
_folded = lru_cache(maxsize=256)(fold)


def _span(world: World, chance: random.Random, days: tuple[int, int]) -> tuple[date, date]:
    campaigns = world.catalogue.strategy.campaigns
    first, last = school_year(campaigns[0])[0], school_year(campaigns[-1])[0]
    starts_on = first + timedelta(days=chance.randint(0, (last - first).days))
    return starts_on, starts_on + timedelta(days=chance.randint(*days))


def _alive(starts_on: date, due_on: date, sending: Sending) -> bool:
    """In the report of a school year if it is under way during it, or is to begin within six months."""
    start, _ = school_year(sending.campaign)
    return starts_on <= sending.sent_on + timedelta(days=180) and due_on >= start


def _progress(starts_on: date, due_on: date, today: date, fate: float) -> tuple[str, int]:
    if today < starts_on:
        return "prévue", 0
    done = min(1.0, (today - starts_on).days / (due_on - starts_on).days)
    if fate < 0.03 and done > 0.5:
        return "abandonnée", 20
    if fate < 0.08 and done > 0.3:
        return "suspendue", 35
    if done < 1 or fate > 0.9:  # some end late
        return "en cours", max(5, min(95, 5 * round(20 * done * (0.75 + fate / 4))))
    return "réalisée", 100


def with_programs(world: World, sending: Sending, rows: list[Row]) -> list[Row]:
    """The dispositif that some actions say they belong to: the same from year to year. A stream of its own: nothing
    else moves."""
    of_title = {title: name for name, titles in phrases()["programs"].items() for title in titles}
    for row in rows:
        chance = stream(world.seed, "programs", sending.territory.code, row["title"])
        if row["title"] in of_title and chance.random() < 0.7:
            row["program"] = of_title[row["title"]]
    return rows


def with_amounts(world: World, sending: Sending, calls: list[Row], steps: list[Row]) -> None:
    """Some calls state no amount, some steps of the budget an amount as their only comment. A stream of its own."""
    chance = stream(world.seed, "amounts", sending.territory.code, sending.campaign)
    for row in calls:
        if chance.random() < 0.15:
            row["amount"] = None
    for row in steps:
        if row["step"] == "vote" and chance.random() < 0.4:
            row["comment"] = f"{chance.randint(80, 950)}\u202f000\u202f€"
