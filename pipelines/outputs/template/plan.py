"""What a template holds, before any cell is written: the committee, its indicators, what it said and left to do."""

from __future__ import annotations

from dataclasses import dataclass, field

from indicators.catalogue import catalogue
from indicators.models import Catalogue, Indicator, Objective
from indicators.territories import Territory, territories
from indicators.words import words
from pipelines.errors import NoWarehouse, TemplateError
from pipelines.facts.demands import Demand, demands
from pipelines.outputs.template.carried import Carried, carried_over
from pipelines.outputs.template.wording import wording
from pipelines.settings import Settings, options
from pipelines.warehouse.builds import rows

Answer = float | str | None


@dataclass(frozen=True)
class Reference:
    """What an official table counts where the indicator has its denominator: a number, what it counts, which table."""

    number: float
    label: str
    source: str


@dataclass(frozen=True)
class Line:
    """One indicator to fill in, with last year's answer where there is one."""

    objective: Objective
    indicator: Indicator
    last_numerator: Answer = None
    last_denominator: Answer = None
    reference: Reference | None = None


@dataclass(frozen=True)
class Plan:
    """One committee and one school year; `demands` are its demands of the year before, with their answers."""

    catalogue: Catalogue
    territory: Territory
    campaign: str
    lines: tuple[Line, ...]
    carried: Carried = field(default_factory=Carried)
    demands: tuple[Demand, ...] = ()

    @property
    def level(self) -> str:
        """`départemental`, `régional` or `national`, as typed in Identification."""
        return words()["level_adjective"][self.territory.level]

    @property
    def previous(self) -> str | None:
        """The school year before, where the strategy has one."""
        campaigns = self.catalogue.strategy.campaigns
        position = campaigns.index(self.campaign)
        return campaigns[position - 1] if position else None

    def is_suspended(self, indicator: Indicator) -> bool:
        """Whether the indicator may be left empty this year."""
        return indicator.suspended_since is not None and indicator.suspended_since <= self.campaign


def make_plan(settings: Settings, territory_code: str, campaign: str) -> Plan:
    """The plan of one committee. Raises TemplateError."""
    definitions = catalogue(settings.catalogue)
    committees = {committee.code: committee for committee in territories() if committee.level != "academy"}
    territory = committees.get(territory_code.strip().upper())
    if territory is None:
        raise TemplateError(wording()["problem"]["territory"].format(read=territory_code))
    if campaign not in definitions.strategy.campaigns:
        campaigns = ", ".join(definitions.strategy.campaigns)
        raise TemplateError(wording()["problem"]["campaign"].format(read=campaign, campaigns=campaigns))
    collected = [
        (objective, indicator)
        for objective, indicator in definitions.collected(campaign)
        if indicator.level == territory.level and indicator.origin == "reported"
    ]
    empty = Plan(definitions, territory, campaign, tuple(Line(*pair) for pair in collected))
    answers = _last_year(settings, territory.code, empty.previous)
    references = _references(settings, territory.code, campaign)
    lines = tuple(
        Line(o, i, *_as_typed(i, *answers.get(i.id, (None, None))), references.get(i.id)) for o, i in collected
    )
    carried = carried_over(settings, territory.code, territory.level, campaign)
    demanded = _demands(settings, territory.code, empty.previous)
    return Plan(definitions, territory, campaign, lines, carried, demanded)


def _demands(settings: Settings, territory_code: str, campaign: str | None) -> tuple[Demand, ...]:
    if campaign is None:
        return ()
    try:
        every = demands(settings, campaign)
    except NoWarehouse:
        return ()
    return tuple(each for each in every if each.territory_code == territory_code)


def _last_year(settings: Settings, territory_code: str, campaign: str | None) -> dict[str, tuple[Answer, Answer]]:
    if campaign is None:
        return {}
    try:
        answers = rows(settings, "template", "last_year", campaign=campaign, territory_code=territory_code)
    except NoWarehouse:
        return {}
    return {row["indicator_id"]: (row["numerator"], row["denominator"]) for row in answers}


def _references(settings: Settings, territory_code: str, campaign: str) -> dict[str, Reference]:
    """Indicator → what official tables count as its denominator; none where it is not to be filled in beforehand."""
    if options().reference_denominators == "off":
        return {}
    try:
        references = rows(settings, "template", "reference", campaign=campaign, territory_code=territory_code)
    except NoWarehouse:
        return {}
    return {row["indicator_id"]: Reference(row["number"], row["label"], row["source"]) for row in references}


def _as_typed(indicator: Indicator, numerator: Answer, denominator: Answer) -> tuple[Answer, Answer]:
    """The answer as it was typed: a word for a share or a milestone, no denominator but for a ratio."""
    if numerator is None or indicator.kind == "ratio":
        return numerator, denominator
    if indicator.kind == "share":
        return ("oui" if numerator else "non"), None
    if indicator.kind == "milestone":
        return (indicator.stages or ())[int(numerator)], None
    return numerator, None
