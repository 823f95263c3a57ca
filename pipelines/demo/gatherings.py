"""Who met and when in a demonstration report: committees, working groups, school bodies."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from indicators.governance import governance
from pipelines.demo.chance import phrases, stream
from pipelines.demo.plan import Sending, school_year
from pipelines.demo.register import FIRST_NUMBER, followed, register, school_code
from pipelines.demo.trajectories import Trajectories
from pipelines.demo.world import World

Row = dict[str, Any]

HOLIDAYS = {(11, 1), (11, 11), (12, 25), (1, 1), (5, 1), (5, 8)}
SCHOOLS = {
    "école": ("comité de circonscription", "conseil d'école"),
    "collège": ("conseil d'administration",),
    "lycée": ("conseil d'administration",),
}


def meetings(world: World, trajectories: Trajectories, sending: Sending) -> list[Row]:
    """The meetings of the school year up to the day the report was sent."""
    chance = stream(world.seed, "meetings", sending.territory.code, sending.campaign)
    start, end = school_year(sending.campaign)
    first, last = start + timedelta(days=20), min(sending.sent_on, end - timedelta(days=50))
    rows = []
    for _ in range(_committees(world, trajectories, sending, chance)):
        rows.append(_meeting(sending, _day(chance, first, last), _kind(world, sending, chance), None, chance))
    for _ in range(chance.choices((0, 1, 2, 3), (35, 35, 20, 10))[0]):
        group = chance.choice(list(phrases()["agenda"]["groups"]))
        rows.append(_meeting(sending, _day(chance, first, last), "groupe de travail", group, chance))
    if sending.territory.level == "national":
        rows += _monthly(sending, first, last, chance)
    return with_organisations(world, sending, sorted(rows, key=lambda row: row["meeting_date"]))


def with_organisations(world: World, sending: Sending, rows: list[Row]) -> list[Row]:
    """The organisations present at the committees of the nation and of the régions, where it is said: members under
    one of their names, and others. A stream of its own: nothing else moves."""
    if sending.territory.level == "department":
        return rows
    chance = stream(world.seed, "organisations", sending.territory.code, sending.campaign)
    others = phrases()["organisations"]["others"]
    habit = {member.name: chance.uniform(0.25, 1) for member in governance().members}
    for row in rows:
        if row["working_group"] or chance.random() < 0.15:
            continue
        if sending.territory.level == "national":
            here = [member for member in governance().members if chance.random() < habit[member.name]]
            names = [chance.choice([member.name, member.short or member.name, *member.also[:1]]) for member in here]
        else:
            names = chance.sample(phrases()["organisations"]["regional"], chance.randint(3, 6))
        row["organisations"] = "\u202f; ".join([*names, *chance.sample(others, chance.randint(0, 2))])
    return rows


def _committees(world: World, trajectories: Trajectories, sending: Sending, chance: random.Random) -> int:
    """How many times the committee met: the strategy's indicator on meetings says who meets, where it has one."""
    if sending.territory.level == "national":
        return 0
    followed = (
        i for _, i in world.catalogue.indicators() if i.origin == "meetings" and i.level == sending.territory.level
    )
    indicator = next(followed, None)
    if indicator and not trajectories.answers_yes(indicator, sending.territory, sending.campaign):
        return 0
    return 1 if sending.campaign == world.current_campaign else chance.choices((1, 2, 3), (55, 35, 10))[0]


def _kind(world: World, sending: Sending, chance: random.Random) -> str:
    """Where a région has one département, one committee sits for both; elsewhere it happens now and then."""
    alone = sending.territory.level == "region" and len(world.departments(sending.territory)) == 1
    return "comité unique" if alone or chance.random() < 0.06 else "comité"


def _monthly(sending: Sending, first: date, last: date, chance: random.Random) -> list[Row]:
    """The nation meets every month."""
    days = []
    for month in range(10):
        begins = first + timedelta(days=30 * month)
        days.append(_day(chance, begins, begins + timedelta(days=6)))
    return [_meeting(sending, day, "comité", None, chance) for day in days if day <= last]


def sessions(world: World, sending: Sending) -> list[Row]:
    """Those of the instance nationale de dialogue, in December and in May, up to the day the national report was sent;
    it does not always sit twice. A stream of its own, drawn after everything else: nothing else moves."""
    if sending.territory.level != "national":
        return []
    chance, words = stream(world.seed, "national dialogue", sending.campaign), phrases()["dialogue"]
    start, _ = school_year(sending.campaign)
    days = [_day(chance, start + timedelta(days=after), start + timedelta(days=after + 14)) for after in (95, 250)]
    decided = chance.sample(words["decisions"], 4)
    sits = [True, chance.random() < 0.7]
    return [
        _meeting(sending, day, "instance nationale", None, chance)
        | {
            "chair": words["chair"],
            "agenda": "\u202f; ".join(chance.sample(words["agenda"], 3)),
            "decisions": "\u202f; ".join(decided[2 * rank : 2 * rank + 2]),
        }
        for rank, (day, sat) in enumerate(zip(days, sits, strict=True))
        if sat and day <= sending.sent_on
    ]


def _day(chance: random.Random, first: date, last: date) -> date:
    day = first + timedelta(days=chance.randint(0, max(0, (last - first).days)))
    while day.weekday() > 4 or (day.month, day.day) in HOLIDAYS:
        day -= timedelta(days=1)
    return day


def _meeting(sending: Sending, day: date, kind: str, group: str | None, chance: random.Random) -> Row:
    words = phrases()
    agenda = words["agenda"]["groups"][group] if group else words["agenda"]["items"]
    return {
        "meeting_date": day,
        "meeting_type": kind,
        "working_group": group,
        "chair": chance.choice(words["chairs"][sending.territory.level]),
        "state_participants": chance.randint(4, 14),
        "authority_participants": chance.randint(3, 18),
        "other_participants": chance.randint(0, 8),
        "agenda": "\u202f; ".join(chance.sample(agenda, 2 if group else chance.randint(2, 4))),
        "decisions": chance.choice(words["agenda"]["decisions"]),
    }


def school_bodies(world: World, sending: Sending) -> list[Row]:
    """Schools whose body spoke of digital matters, in some départements; many where all schools are known."""
    chance = stream(world.seed, "schools", sending.territory.code, sending.campaign)
    prefix = sending.territory.school_prefix
    if not prefix or not prefix.isdigit() or (chance.random() < 0.35 and sending.territory not in followed(world)):
        return []
    start, _ = school_year(sending.campaign)
    rows = []
    for code, kind in _schools(world, sending, chance):
        day = _day(chance, start + timedelta(days=30), min(sending.sent_on, start + timedelta(days=290)))
        rows.append(
            {
                "school_code": code,
                "school_kind": kind,
                "body": chance.choice(SCHOOLS[kind]),
                "meeting_date": day,
                "digital_section": "oui" if chance.random() < 0.6 else "non",
                "comment": chance.choice(phrases()["school"]["comments"]),
            }
        )
    return rows


def _schools(world: World, sending: Sending, chance: random.Random) -> list[tuple[str, str]]:
    """UAI and kind of the schools that a report names: those of the register where there is one."""
    prefix = str(sending.territory.school_prefix)
    if sending.territory in followed(world):
        schools = [(code, kind) for code, _, kind, _ in register(world.seed, prefix)]
        return chance.sample(schools, len(schools) // 3)
    numbers = chance.sample(range(FIRST_NUMBER, 10000), chance.randint(2, 7))
    return [(school_code(prefix, number), chance.choice(list(SCHOOLS))) for number in numbers]
