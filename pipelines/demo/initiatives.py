"""What a committee does, signs, launches and votes in a demonstration report, followed from one year to the next."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from indicators.models import Catalogue
from indicators.territories import Territory, fold
from pipelines.demo.chance import phrases, stream
from pipelines.demo.plan import Sending, school_year
from pipelines.demo.world import World

Row = dict[str, Any]
PREFIX = {"department": "A", "region": "R", "national": "N"}  # of the references of actions


@dataclass(frozen=True)
class _Planned:
    """An action of a territory's plan, the same every year. `number` is its place there; `fate`, how well it goes."""

    number: int
    words: Row
    starts_on: date
    due_on: date
    fate: float
    program: str | None


@dataclass(frozen=True)
class _Life:
    """What becomes of it from one report to the next: at one campaign, `turn` (its position), plans change.

    `moved`: its due date from then on, `again` a year later; `behind`: how long after its due date it ends."""

    turn: int
    moved: timedelta
    again: bool
    behind: timedelta
    forgotten: tuple[int, ...]
    resumed: bool
    attached: bool
    under_program: bool
    dearer: float


def actions(world: World, sending: Sending) -> list[Row]:
    """The actions of the territory's plan that are alive in the school year, as they stood that day."""
    position = world.catalogue.strategy.campaigns.index(sending.campaign)
    rows = []
    for planned in _plan(world, sending.territory):
        life = _life(world, sending.territory, planned.words["title"])
        changed = position >= life.turn
        due_on = planned.due_on + life.moved * (changed + (life.again and position > life.turn))
        ends_on = due_on + life.behind
        state, completion = _progress(planned.starts_on, ends_on, sending.sent_on, planned.fate, life.resumed)
        budget = planned.words["budget"]
        row = planned.words | {
            "reference": _reference(world, sending.territory, planned.number, position),
            "starts_on": planned.starts_on,
            "due_on": due_on,
            "state": state,
            "completion": completion,
            "budget": 500 * round(budget * life.dearer / 500) if budget and changed else budget,
            "program": planned.program if life.under_program else None,
            "regional_action": _regional_action(world, sending, planned, position) if life.attached else None,
        }
        if position not in life.forgotten and _alive(planned.starts_on, ends_on, sending):
            rows.append(row)
    return rows


def _regional_action(world: World, sending: Sending, planned: _Planned, position: int) -> str | None:
    """The reference of the région's action of the same title, else of its first for the same objective."""
    above = world.region(sending.territory) if sending.territory.level == "department" else None
    plan = _plan(world, above) if above else ()
    alike = [line for name in ("title", "objective_id") for line in plan if line.words[name] == planned.words[name]]
    return _reference(world, above, alike[0].number, position) if above and alike else None


@lru_cache(maxsize=256)
def _plan(world: World, territory: Territory) -> tuple[_Planned, ...]:
    """Of a territory, the same in each of its reports and for each line of its départements that answers it."""
    chance = stream(world.seed, "actions", territory.code)
    level, words = territory.level, phrases()
    planned = []
    for number, phrase in enumerate(chance.sample(words["action"], chance.randint(7, 11)), start=1):
        starts_on, due_on = _span(world, chance, (240, 800))
        fate = chance.random()
        fields = {
            "objective_id": _objective(world, phrase["about"], chance),
            "title": phrase["title"],
            "lead": chance.choice(words["partners"]["leads"][level]),
            "partners": ", ".join(chance.sample(words["partners"][level], chance.randint(1, 3))),
            "budget": 500 * chance.randint(4, 900) if chance.random() < 0.7 else None,
        }
        planned.append(_Planned(number, fields, starts_on, due_on, fate, phrase.get("program")))
    return tuple(planned)


def _life(world: World, territory: Territory, title: str) -> _Life:
    """Drawn apart from what the action is, which every other draw rests on."""
    chance = stream(world.seed, "life of an action", territory.code, title)
    campaigns = range(len(world.catalogue.strategy.campaigns))
    turn = chance.choice(campaigns)
    days = chance.choices((0, chance.randint(90, 400), -chance.randint(60, 150)), (70, 24, 6))[0]
    forgotten = chance.choices(((), tuple(campaigns[turn:]), (turn,)), (88, 8, 4))[0]
    return _Life(
        turn,
        timedelta(days=days),
        again=days > 0 and chance.random() < 0.4,
        behind=timedelta(days=240 if chance.random() < 0.2 else 0),
        forgotten=forgotten,
        resumed=chance.random() < 0.6,
        attached=chance.random() < 0.75,
        under_program=chance.random() < 0.8,
        dearer=chance.choice((1, 1, 1, 1.2, 0.9)),
    )


def _reference(world: World, territory: Territory, number: int, position: int) -> str | None:
    """The reference of an action; some committees give references from a later campaign on only, some never."""
    since = stream(world.seed, "references", territory.code).choice((0, 0, 0, 2, None))
    if since is None or position < since:
        return None
    return f"{PREFIX[territory.level]}-{number:02d}"


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
        days = (deadline - sending.sent_on).days
        rows.append(
            {
                "title": phrase["title"],
                "funder": chance.choice(words["funding"]["funders"][sending.territory.level]),
                "objective_id": _objective(world, phrase["about"], chance),
                "amount": 1000 * chance.randint(10, 800),
                "deadline": deadline,
                "state": "à venir" if days > 90 else "ouvert" if days > 0 else "clos" if days > -90 else "attribué",
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


def _objective(world: World, words: list[str], chance: random.Random) -> int:
    return about(world.catalogue, words, chance)


def about(catalogue: Catalogue, words: list[str], chance: random.Random) -> int:
    """An objective whose titles hold a word that begins so, else any: works with every strategy."""
    objectives = catalogue.objectives
    titles = {o.id: " " + _folded(" ".join([o.title, *(i.title for i in o.indicators)])) for o in objectives}
    fitting = [o.id for o in objectives if any(f" {word}" in titles[o.id] for word in words)]
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


def _progress(starts_on: date, due_on: date, today: date, fate: float, resumed: bool) -> tuple[str, int]:
    if today < starts_on:
        return "prévue", 0
    done = min(1.0, (today - starts_on).days / (due_on - starts_on).days)
    if fate < 0.03 and done > 0.5:
        return "abandonnée", 20
    if fate < (0.2 if resumed else 0.08) and done > 0.3 and not (resumed and done > 0.65):
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
