"""The tables of national information systems in a demonstration: one figure for each territory, beside the reports.

Apart: tables are received beside the reports, and are told apart from them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from babel.numbers import format_decimal

from indicators.models import Indicator
from pipelines.demo.chance import phrases, stream
from pipelines.demo.trajectories import Trajectories
from pipelines.demo.world import World
from pipelines.ingest.report_format import report_format

COLUMNS = ("campaign", "territory", "code", "numerator", "denominator", "source")
DIFFERING = 0.12  # part of the territories whose figure is not the committee's


def tables(world: World, trajectories: Trajectories) -> Iterator[tuple[date, str, bytes]]:
    """Day of receipt, name and content of each table: the last two complete campaigns of each system cited."""
    for system, indicator in _published(world):
        for campaign in world.complete_campaigns[-2:]:
            if indicator.since is None or indicator.since <= campaign:
                name = f"{campaign}_{system['name']}"
                yield date(int(campaign[5:]), 9, 20), name, _table(world, trajectories, system, indicator, campaign)


def _published(world: World) -> list[tuple[dict[str, Any], Indicator]]:
    """What each system publishes: the first indicator that cites it; none cited, the first of the départements."""
    quotients = [i for _, i in world.catalogue.indicators() if i.kind == "ratio" and i.origin == "reported"]
    systems = phrases()["table"]
    cited = [(system, i) for system in systems for i in quotients if i.source.startswith(system["cited"])]
    first = {system["name"]: (system, i) for system, i in reversed(cited)}
    if first:
        return [first[system["name"]] for system in systems if system["name"] in first]
    below = next((i for i in quotients if i.level == "department"), None)
    return [({"name": "extraction_nationale", "source": "Extraction nationale"}, below)] if below else []


def _table(
    world: World, trajectories: Trajectories, system: dict[str, Any], indicator: Indicator, campaign: str
) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    headers = {field.id: field.header for field in report_format().tables["observations"].fields}
    writer.writerow([*(headers[name] for name in COLUMNS), headers["comment"]])
    for territory in (t for t in world.committees if t.level == indicator.level):
        figure = trajectories.figure(indicator, territory, campaign)
        chance = stream(world.seed, "table", indicator.id, territory.code, campaign)
        other = chance.uniform(0.95, 0.99) if chance.random() < DIFFERING else 1
        numerator = round(float(figure.numerator) * other)
        numbers = [format_decimal(number, locale="fr") for number in (numerator, figure.denominator or 0)]
        writer.writerow([campaign, territory.code, indicator.id, *numbers, system["source"], phrases()["mark"]])
    return text.getvalue().encode("utf-8-sig")


def follow_up(world: World) -> tuple[str, bytes]:
    """Name and content of the follow-up that the DNE declares for three quarters of the last complete campaign: one or
    two follow-up objectives for each objective."""
    leads = phrases()["partners"]["leads"]["national"]
    campaign = world.complete_campaigns[-1]
    first, last = campaign.split("-")
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(field.header for field in report_format().tables["follow_up"].fields)
    for objective in world.catalogue.objectives:
        chance = stream(world.seed, "follow_up", objective.id)
        for place in range(chance.randint(1, 2)):
            declared = chance.randint(20, 85)
            step, lead = chance.choice(phrases()["next_steps"]), chance.choice(leads)
            title = f"{phrases()['follow_up'][place]} de l'objectif {objective.id}"
            for quarter in (f"T4 {first}", f"T1 {last}", f"T2 {last}"):
                number = f"{objective.id}.{place + 1}"
                comment = f"{step} ({phrases()['mark']})"
                writer.writerow([number, title, objective.id, quarter, f"{declared} %", comment, lead])
                declared = min(100, declared + chance.randint(0, 9))
    return f"{campaign}_suivi_declare", text.getvalue().encode("utf-8-sig")
