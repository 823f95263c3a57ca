"""One demonstration report, sheet by sheet, as rows under the field names of the report format.

Apart: the shape of a report, apart from its disk."""

from __future__ import annotations

from pipelines.demo.answers import answers
from pipelines.demo.chance import phrases, stream
from pipelines.demo.gatherings import meetings, school_bodies, sessions
from pipelines.demo.initiatives import (
    actions,
    agreements,
    assessments,
    budget_steps,
    calls,
    with_amounts,
    with_programs,
)
from pipelines.demo.plan import Sending
from pipelines.demo.slips import Report, make_slip, spell_freely
from pipelines.demo.trajectories import Trajectories
from pipelines.demo.world import World

LEVELS = {"department": "départemental", "region": "régional", "national": "national"}


def compose(world: World, trajectories: Trajectories, sending: Sending) -> Report:
    """The whole report, with its slips, its own spellings or its fault."""
    report: Report = {
        "identification": [_identification(world, sending)],
        "indicators": answers(world, trajectories, sending),
        "meetings": meetings(world, trajectories, sending),
        "actions": with_programs(world, sending, actions(world, sending)),
        "agreements": agreements(world, sending),
        "calls": calls(world, sending),
        "budget": budget_steps(world, sending),
        "schools": school_bodies(world, sending),
        "assessments": assessments(world, sending),
    }
    with_amounts(world, sending, report["calls"], report["budget"])
    chance = stream(world.seed, "slip", sending.name)
    if sending.slipping:
        make_slip(report, chance)
    report["meetings"] += sessions(world, sending)
    if sending.freely_spelled:
        spell_freely(report, sending.territory, chance)
    return report


def _identification(world: World, sending: Sending) -> dict[str, object]:
    territory = sending.territory
    services = phrases()["services"][territory.level]
    codes = {territory.code for territory in world.committees}
    unknown = next(code for code in (f"{territory.code}{letter}" for letter in "XYZW") if code not in codes)
    return {
        "level": LEVELS[territory.level],
        "territory": unknown if sending.fault == "unknown_territory" else territory.code,
        "campaign": sending.campaign,
        "version": 0 if sending.fault == "version_zero" else sending.version,
        "report_status": sending.status,
        "submitted_on": sending.sent_on,
        "service": stream(world.seed, "service", territory.code).choice(services),
    }
