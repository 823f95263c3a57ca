"""What a strategy is made of: frozen models that refuse unknown keys; words and policy are in the TOML files."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

Kind = Literal["ratio", "share", "count", "milestone"]
Level = Literal["department", "region", "national"]
Origin = Literal["reported", "meetings", "collection"]
ValueStatus = Literal["official", "third_party", "demonstration"]
SchoolKind = Literal["école", "collège", "lycée"]
Sector = Literal["public", "privé"]


def _check_campaign(text: str) -> str:
    match = re.fullmatch(r"(\d{4})-(\d{4})", text)
    if not match or int(match[2]) != int(match[1]) + 1:
        raise ValueError(f"« {text} » n'est pas une année scolaire : écrivez par exemple « 2025-2026 »")
    return text


def _check_day(text: str) -> str:
    try:
        date.fromisoformat(f"2001-{text}")
    except ValueError:
        raise ValueError(f"« {text} » n'est pas un jour de l'année : écrivez par exemple « 10-31 »") from None
    return text


Campaign = Annotated[str, AfterValidator(_check_campaign)]
DayOfYear = Annotated[str, AfterValidator(_check_day)]


class Definition(BaseModel):
    """A definition read from a file: nothing unknown is let in, nothing changes afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Statuses(Definition):
    """Thresholds on progress / expected progress, without unit; under `watch`, late."""

    on_track: float = Field(gt=0)
    watch: float = Field(gt=0)

    @model_validator(mode="after")
    def _ordered(self) -> Statuses:
        if self.watch > self.on_track:
            raise ValueError("le seuil « watch » doit être inférieur ou égal au seuil « on_track »")
        return self


class Strategy(Definition):
    """The years a strategy runs over, in order, and its thresholds (between 0 and 1).

    `collection_closes` (month-day) is the day on which the collection of a campaign closes, after its school year;
    with `regional_visa`, each région approves the reports of its départements or returns them: no figure changes."""

    title: str
    campaigns: tuple[Campaign, ...] = Field(min_length=2)
    baseline_campaign: Campaign
    target_campaign: Campaign
    coverage_threshold: float = Field(ge=0, le=1)
    scored_threshold: float = Field(default=0.5, ge=0, le=1)
    collection_closes: DayOfYear = "10-31"
    regional_visa: bool = False
    statuses: Statuses

    @model_validator(mode="after")
    def _campaigns_in_order(self) -> Strategy:
        if list(self.campaigns) != sorted(set(self.campaigns)):
            raise ValueError("les campagnes doivent être différentes et dans l'ordre des années")
        for name in ("baseline_campaign", "target_campaign"):
            if getattr(self, name) not in self.campaigns:
                raise ValueError(f"« {name} » doit être l'une des campagnes : {', '.join(self.campaigns)}")
        if self.baseline_campaign >= self.target_campaign:
            raise ValueError("la campagne cible doit venir après la campagne de référence")
        return self

    def closes_on(self, campaign: str) -> date:
        """The first `collection_closes` after the end of the school year (31 August)."""
        day = date.fromisoformat(f"{campaign[5:]}-{self.collection_closes}")
        return day if day > date(day.year, 8, 31) else day.replace(year=day.year + 1)


class Axis(Definition):
    id: int = Field(ge=1)
    title: str


class Example(Definition):
    """A worked example anyone can check by hand: France, with the catalogue's baseline and target.

    `numerator` and `denominator` are counts (for a share: territories that answer yes, territories expected);
    `stage` replaces them for a milestone; `value` is in the indicator's unit, `progress` in percent.
    """

    numerator: float | None = None
    denominator: float | None = None
    stage: str | None = None
    value: float
    progress: float


class Rewording(Definition):
    """Words that were replaced: `title` was used up to the campaign `until`; `note` says why it changed, `replaces`
    what it corresponded to before (a number or a code of an earlier version of the strategy)."""

    until: Campaign
    title: str
    note: str
    replaces: str | None = None


class Indicator(Definition):
    """One shared indicator. Baseline and target are in its unit; `scale` turns the quotient into that unit.

    `concerns` and `sector` tell which schools answer for it in a table of schools (None: all of them); `owner` is the
    function that answers for its definition, `frequency` how often its source is updated, `next_update` when next."""

    id: str = Field(pattern=r"^O\d{2}-\d{1,2}$")
    title: str
    kind: Kind
    level: Level
    origin: Origin
    unit: str
    scale: float = Field(gt=0)
    direction: Literal["up", "down"]
    source: str
    numerator: str | None = None
    denominator: str | None = None
    upper_bound: float | None = None
    since: Campaign | None = None
    suspended_since: Campaign | None = None
    retired_since: Campaign | None = None
    baseline_campaign: Campaign | None = None
    target_campaign: Campaign | None = None
    concerns: tuple[SchoolKind, ...] | None = Field(default=None, min_length=1)
    sector: Sector | None = None
    decimals: bool = False
    owner: str | None = None
    frequency: str | None = None
    next_update: date | None = None
    history: tuple[Rewording, ...] = ()
    stages: tuple[str, ...] | None = None
    baseline: float | None = None
    baseline_status: ValueStatus | None = None
    target: float | None = None
    target_status: ValueStatus | None = None
    example: Example | None = None

    @model_validator(mode="after")
    def _coherent(self) -> Indicator:
        for problem in self._problems():
            raise ValueError(f"indicateur {self.id} : {problem}")
        return self

    def _problems(self) -> list[str]:
        if self.kind == "milestone":
            return self._milestone_problems()
        problems = []
        if self.stages:
            problems.append('« stages » n\'a de sens que pour un jalon (kind = "milestone")')
        if self.baseline is None or self.target is None:
            problems.append("il manque « baseline » ou « target »")
        elif self.baseline == self.target:
            problems.append(f"la cible est égale à la valeur initiale ({self.target:g}) : l'avancement serait indéfini")
        if self.kind == "ratio" and not (self.numerator and self.denominator):
            problems.append("il manque le libellé « numerator » ou « denominator »")
        if self.kind == "count" and not self.numerator:
            problems.append("il manque le libellé « numerator »")
        return problems

    def _milestone_problems(self) -> list[str]:
        if not self.stages or len(self.stages) < 2:
            return ["un jalon demande une liste « stages » d'au moins deux étapes"]
        if self.level != "national":
            return ["un jalon n'est suivi qu'au niveau national"]
        return []


class Objective(Definition):
    id: int = Field(ge=1, le=99)
    axis: int
    title: str
    title_status: Literal["official", "paraphrase", "rebuilt"]
    retired_since: Campaign | None = None
    history: tuple[Rewording, ...] = ()
    indicators: tuple[Indicator, ...] = Field(alias="indicator", min_length=1)


class Agreement(Definition):
    """What was agreed for one territory about one indicator, a line of targets.csv: None is left to the catalogue.

    Baseline and target are in the indicator's unit; `target_campaign` is the year in which the target is due."""

    territory_code: str
    indicator_id: str
    baseline: float | None = None
    target: float | None = None
    target_campaign: Campaign | None = None
    source: str = ""


class Catalogue(Definition):
    """The whole of a strategy: its axes and objectives in the order of their numbers, and what territories agreed."""

    strategy: Strategy
    axes: tuple[Axis, ...]
    objectives: tuple[Objective, ...]
    agreements: tuple[Agreement, ...] = ()

    def indicators(self) -> list[tuple[Objective, Indicator]]:
        """Every indicator with the objective that holds it, in the order of the strategy."""
        return [(objective, indicator) for objective in self.objectives for indicator in objective.indicators]

    def collected(self, campaign: str) -> list[tuple[Objective, Indicator]]:
        """The indicators collected in `campaign` (a school year such as `2025-2026`): begun, and not retired."""
        return [
            (o, i)
            for o, i in self.indicators()
            if (i.since is None or i.since <= campaign) and not self._retired(o, i, campaign)
        ]

    def retired_since(self, objective: Objective, indicator: Indicator) -> str | None:
        """The first campaign that no longer collects an indicator: its own, or that of its objective."""
        stated = [campaign for campaign in (objective.retired_since, indicator.retired_since) if campaign]
        return min(stated, default=None)

    def _retired(self, objective: Objective, indicator: Indicator, campaign: str) -> bool:
        since = self.retired_since(objective, indicator)
        return since is not None and since <= campaign

    def baseline_campaign(self, indicator: Indicator) -> str:
        return baseline_campaign(self.strategy, indicator)

    def target_campaign(self, indicator: Indicator) -> str:
        """The campaign in which its target is due, where no territory agreed otherwise."""
        return indicator.target_campaign or self.strategy.target_campaign


def baseline_campaign(strategy: Strategy, indicator: Indicator) -> str:
    """The campaign of an indicator's baseline: its own, else the one before `since` if any, else the strategy's."""
    if indicator.baseline_campaign:
        return indicator.baseline_campaign
    before = strategy.campaigns.index(indicator.since) - 1 if indicator.since else -1
    return strategy.campaigns[before] if before >= 0 else strategy.baseline_campaign
