"""Who sends what and when: late versions, drafts, silences and faulty files, in the order they are received."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from indicators.territories import Territory
from pipelines.demo.chance import stream
from pipelines.demo.world import World

SILENT = 0.075  # part of the départements silent in the first year; a little fewer each year after
SILENT_REGION = 0.02
BEGUN = 0.2  # part of the committees that have already reported in the campaign that has just begun
CORRECTED, CORRECTED_TWICE = 0.11, 0.025
DRAFT_BEFORE, DRAFT_AFTER = 0.05, 0.03
SLIPPING = 0.09
SPELLED_FREELY = 0.06
FAULTS = ("unknown_territory", "truncated", "version_zero")


@dataclass(frozen=True)
class Sending:
    """One workbook as it leaves a committee. `provisional`: some of its figures are corrected by a later version."""

    territory: Territory
    campaign: str
    version: int
    status: str
    sent_on: date
    provisional: bool = False
    slipping: bool = False
    freely_spelled: bool = False
    fault: str | None = None

    @property
    def name(self) -> str:
        draft = "_brouillon" if self.status == "brouillon" else ""
        return f"{self.campaign}_{self.territory.code}_v{self.version}{draft}"


def sendings(world: World) -> list[Sending]:
    """Every workbook of the demonstration, in the order of its receipt."""
    planned = [
        sending
        for campaign in world.catalogue.strategy.campaigns
        for territory in world.committees
        if _reports(world, territory, campaign)
        for sending in _of_one_committee(world, territory, campaign)
    ]
    return sorted(planned + _faulty(world, planned), key=lambda s: (s.sent_on, s.territory.code, s.version, s.status))


def school_year(campaign: str) -> tuple[date, date]:
    """First and last day of a school year."""
    return date(int(campaign[:4]), 9, 1), date(int(campaign[5:]), 8, 31)


def _reports(world: World, territory: Territory, campaign: str) -> bool:
    if campaign == world.current_campaign:
        return territory in _first_of_the_year(world)
    if territory.level == "national":
        return True
    year = world.complete_campaigns.index(campaign)
    if territory == _silent_for_two_years(world) and year in (1, 2):
        return False
    silent = SILENT_REGION if territory.level == "region" else max(0.05, SILENT - 0.008 * year)
    return stream(world.seed, "silence", territory.code, campaign).random() >= silent


def _drawn(world: World, what: str, levels: tuple[str, ...]) -> list[Territory]:
    """Committees of some levels in an order drawn by chance, which one more territory does not upset."""
    among = [t for t in world.committees if t.level in levels]
    return sorted(among, key=lambda t: stream(world.seed, what, t.code).random())


def _first_of_the_year(world: World) -> set[Territory]:
    drawn = _drawn(world, "begun", ("department", "region", "national"))
    return set(drawn[: round(BEGUN * len(drawn))])


def _silent_for_two_years(world: World) -> Territory | None:
    return next(iter(_drawn(world, "two years", ("department",))), None)


def _of_one_committee(world: World, territory: Territory, campaign: str) -> list[Sending]:
    chance = stream(world.seed, "sendings", territory.code, campaign)
    start, _ = school_year(campaign)
    begun = campaign == world.current_campaign
    first, spread, later = (date(start.year, 10, 1), 30, 6) if begun else (date(start.year + 1, 6, 1), 85, 45)
    sent_on = first + timedelta(days=chance.randint(0, spread))
    versions = chance.choices((1, 2, 3), (1 - CORRECTED - CORRECTED_TWICE, CORRECTED, CORRECTED_TWICE))[0]
    sent: list[Sending] = []
    if chance.random() < DRAFT_BEFORE:
        early = sent_on - timedelta(days=chance.randint(3, 9))
        sent.append(Sending(territory, campaign, 1, "brouillon", early, provisional=True))
    for version in range(1, versions + 1):
        status = "validé" if chance.random() < 0.35 else "transmis"
        sent.append(Sending(territory, campaign, version, status, sent_on, provisional=version < versions))
        sent_on += timedelta(days=chance.randint(5, later))
    if chance.random() < DRAFT_AFTER:
        sent.append(Sending(territory, campaign, versions + 1, "brouillon", sent_on, provisional=True))
    return [_as_people_write(world, sending) for sending in sent]


def _as_people_write(world: World, sending: Sending) -> Sending:
    chance = stream(world.seed, "writing", sending.name)
    return replace(sending, slipping=chance.random() < SLIPPING, freely_spelled=chance.random() < SPELLED_FREELY)


def _faulty(world: World, planned: list[Sending]) -> list[Sending]:
    """One file of each fault in the last complete campaign, a few days before the committee's good one."""
    last = world.complete_campaigns[-1]
    good = [s for s in planned if s.campaign == last and s.version == 1 and s.status != "brouillon"]
    drawn = sorted(good, key=lambda s: stream(world.seed, "fault", s.territory.code).random())
    return [
        replace(sending, fault=fault, sent_on=sending.sent_on - timedelta(days=3), slipping=False, freely_spelled=False)
        for fault, sending in zip(FAULTS, drawn, strict=False)
    ]
