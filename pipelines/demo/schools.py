"""The schools of a demonstration: a few départements with their directory, and their figures school by school."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date

from indicators.models import Indicator
from indicators.territories import Territory
from pipelines.demo.chance import phrases, stream
from pipelines.demo.register import followed, is_closed, register
from pipelines.demo.trajectories import Trajectories
from pipelines.demo.world import World
from pipelines.ingest.report_format import report_format

INDICATORS, CAMPAIGNS = 5, 3
LEAST = 2_000  # of a denominator: a smaller one would leave nothing to most schools
SILENT = 0.06  # part of the schools that do not answer for a campaign
DIRECTORY = ("school_code", "name", "school_kind", "department", "commune", "open", "closed_on", "successor")
OBSERVATIONS = ("campaign", "school_code", "code", "numerator", "denominator")


def school_tables(world: World, trajectories: Trajectories) -> Iterator[tuple[date, str, bytes]]:
    """Day of receipt, name and content of the directory, then of the figures of the last campaigns."""
    places = followed(world)
    followed_indicators = _indicators(world, places)
    campaigns = world.complete_campaigns[-CAMPAIGNS:]
    if not places or not followed_indicators or not campaigns:
        return
    yield date(int(campaigns[0][:4]), 9, 10), "annuaire_des_etablissements", _directory(world, places)
    for campaign in campaigns:
        lines = [
            line
            for place in places
            for indicator in followed_indicators
            if indicator.since is None or indicator.since <= campaign
            for line in _split(world, trajectories, indicator, place, campaign)
        ]
        yield (
            date(int(campaign[5:]), 9, 25),
            f"{campaign}_valeurs_par_etablissement",
            _csv("school_observations", OBSERVATIONS, lines),
        )


def _indicators(world: World, places: list[Territory]) -> list[Indicator]:
    last = world.complete_campaigns[-1]
    indicators = [i for _, i in world.catalogue.indicators() if i.kind == "ratio" and i.origin == "reported"]
    at_hand = [i for i in indicators if i.level == "department" and i.unit == "%" and i.suspended_since is None]
    large = [i for i in at_hand if all(world.denominator(i, place, last) >= LEAST for place in places)]
    return large[:INDICATORS]


def _directory(world: World, places: list[Territory]) -> bytes:
    """Every school; in each département the second was merged into another of its kind when the last campaign began."""
    merged = f"{world.complete_campaigns[-1][:4]}-09-01"
    lines = []
    for place in places:
        schools = register(world.seed, str(place.school_prefix))
        successor = next(code for code, _, kind, _ in (schools[0], *schools[2:]) if kind == schools[1][2])
        for at, (code, name, kind, commune) in enumerate(schools):
            state = "non" if is_closed(world.seed, code) else "oui"
            end = (merged, successor) if at == 1 else ("", "")
            lines.append((code, name, kind, place.number, commune, state, *end))
    return _csv("school_directory", DIRECTORY, lines)


def _answering(world: World, indicator: Indicator, place: Territory, campaign: str) -> list[str]:
    """The schools that send their figures for a campaign."""
    schools = register(world.seed, str(place.school_prefix))
    if campaign == world.complete_campaigns[-1]:
        schools = (schools[0], *schools[2:])
    meant = next(
        (k for word, k in phrases()["school"]["kinds"].items() if word in (indicator.denominator or "").lower()), None
    )
    own = [code for code, _, kind, _ in schools if meant in (None, kind)]
    spoken = [code for code in own if stream(world.seed, "silent", code, campaign).random() >= SILENT]
    return [code for code in spoken if not is_closed(world.seed, code)]


def _split(
    world: World, trajectories: Trajectories, indicator: Indicator, place: Territory, campaign: str
) -> Iterator[tuple[object, ...]]:
    """The figure of a département shared between its schools, so that their sum is that figure to the unit."""
    figure = trajectories.figure(indicator, place, campaign)
    schools = _answering(world, indicator, place, campaign)
    weights = [stream(world.seed, "size of school", code).lognormvariate(0, 1.1) for code in schools]
    denominators = _shared(figure.denominator or 0, weights)
    numerators = _within(round(float(figure.numerator)), denominators, world, indicator, schools)
    for code, numerator, denominator in zip(schools, numerators, denominators, strict=True):
        if denominator:
            yield campaign, code, indicator.id, numerator, denominator


def _shared(total: int, weights: list[float]) -> list[int]:
    """Whole parts of a total, in proportion; what rounding leaves goes to the largest."""
    parts = [int(total * weight / sum(weights)) for weight in weights]
    parts[weights.index(max(weights))] += total - sum(parts)
    return parts


def _within(total: int, most: list[int], world: World, indicator: Indicator, schools: list[str]) -> list[int]:
    """Whole parts of a total, none above its own bound."""
    share = total / max(1, sum(most))
    drawn = [stream(world.seed, "rate of school", indicator.id, code).gauss(share, 0.12) for code in schools]
    parts = [min(bound, max(0, round(bound * rate))) for bound, rate in zip(most, drawn, strict=True)]
    difference = total - sum(parts)
    for at in sorted(range(len(most)), key=lambda index: -most[index]):
        moved = min(difference, most[at] - parts[at]) if difference > 0 else max(difference, -parts[at])
        parts[at] += moved
        difference -= moved
    return parts


def _csv(kind: str, fields: tuple[str, ...], lines: list[tuple[object, ...]]) -> bytes:
    text = io.StringIO(newline="")
    headers = {field.id: field.header for field in report_format().tables[kind].fields}
    csv.writer(text, delimiter=";").writerows([[headers[name] for name in fields], *lines])
    return text.getvalue().encode("utf-8-sig")
