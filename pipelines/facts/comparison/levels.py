"""One figure of several territories over several campaigns: where each stands, beside France and the median of its
level, in what order, and what a file of it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from indicators.territories import NATIONAL, fold
from indicators.typography import ABSENT, figure, half_up, number, percent, plural, points
from indicators.words import words
from pipelines.facts.rows.indicators import CatalogueIndicator
from pipelines.facts.rows.territories import ListedTerritory

Row = Mapping[str, Any]
VALUE, PROGRESS = "valeur", "avancement"
CHOSEN, NAME, LEVEL, CHANGE = "choix", "nom", "niveau", "evolution"
MOST_TERRITORIES, MOST_FIGURES = 8, 4
# What is not judged yet, or rests on too little, is shown and never ranked.
_UNRANKED = ("collecting", "insufficient")
HEADER = (
    "Chiffre", "Libellé", "Territoire", "Code", "Niveau", "Campagne", "Valeur", "Unité", "Avancement (%)",
    "Attendu (%)", "Évolution de la valeur, à champ comparable",
    "Évolution de l'avancement, à champ comparable (points)", "Répondent", "Attendus", "Statut",
)  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """What is compared: an indicator (its row of the catalogue), or the mean of an objective, an axis, the strategy."""

    code: str
    title: str
    indicator: CatalogueIndicator | None = None

    @property
    def short(self) -> str:
        """`O05-1`, `Axe 2`, `Toute la stratégie`."""
        return self.code if self.indicator else self.title.partition(" :")[0]

    @property
    def label(self) -> str:
        """Its title without its code."""
        return self.indicator.title if self.indicator else self.title.partition(" : ")[2] or self.title

    def measure(self, measure: str) -> str:
        """A mean has no value of its own."""
        return measure if self.indicator else PROGRESS

    def written(self, number: float | None, measure: str) -> str:
        """A level as people read it."""
        return figure(number, self.indicator) if self.indicator and measure == VALUE else percent(number)

    def moves_in(self, measure: str) -> str:
        """A change of stage is no quantity: a milestone moves by its progress."""
        return PROGRESS if self.indicator and self.indicator.stages else measure

    def moved(self, change: float | None, measure: str) -> str:
        """A change with its sign, in points where what moves is a percentage."""
        if change is None:
            return ABSENT
        if self.indicator and self.moves_in(measure) == VALUE and self.indicator.unit != "%":
            digits = self.digits(measure)
            return f"{'+' if half_up(change, digits) > 0 else ''}{number(change, digits)}\u00a0{self.indicator.unit}"
        return points(change, signed=True)

    def digits(self, measure: str) -> int:
        """The decimals in which a change is written, under which nothing moved."""
        if self.indicator and self.moves_in(measure) == VALUE and self.indicator.unit != "%":
            return 0 if self.indicator.kind == "count" else 2
        return 1


@dataclass(frozen=True)
class Place:
    """A territory that is compared."""

    territory_code: str
    name: str
    level: str


@dataclass(frozen=True, slots=True)
class Level:
    """Where a figure stands in one territory and one campaign; changes are those of territories that answered twice."""

    QUERY: ClassVar[str] = "comparison/levels"
    code: str
    territory_code: str
    campaign: str
    value: float | None
    progress: float | None
    expected_progress: float | None
    status: str
    partial: bool
    answered: int | None
    expected: int | None
    value_change: float | None
    progress_change: float | None

    def of(self, measure: str) -> float | None:
        return self.value if measure == VALUE else self.progress

    def change(self, measure: str) -> float | None:
        return self.value_change if measure == VALUE else self.progress_change

    @property
    def ranked(self) -> bool:
        return self.status not in _UNRANKED

    @property
    def status_text(self) -> str:
        """Its status in words: why there is nothing, where there is nothing."""
        return words()["status"][self.status]


@dataclass(frozen=True, slots=True)
class Median:
    """The median of the territories of a level, in progress and in value, and how many it is the median of."""

    QUERY: ClassVar[str] = "comparison/medians"
    code: str
    level: str
    campaign: str
    progress: float | None
    value: float | None
    progress_of: int | None
    value_of: int | None

    def of(self, measure: str) -> float | None:
        return self.value if measure == VALUE else self.progress

    def counted(self, measure: str) -> int | None:
        return self.value_of if measure == VALUE else self.progress_of


@dataclass(frozen=True)
class Compared:
    """One figure of the territories chosen, in their order, over campaigns; `at` is the one that is ranked, and what is
    said of it while it is being collected is `collecting`."""

    figure: Figure
    measure: str
    places: tuple[Place, ...]
    campaigns: tuple[str, ...]
    at: str
    levels: Mapping[tuple[str, str], Level]
    medians: tuple[Median, ...]
    collecting: str | None = None

    def level(self, place: Place, campaign: str | None = None) -> Level:
        return self.levels[place.territory_code, campaign or self.at]

    def shown(self, place: Place, campaign: str | None = None) -> float | None:
        """The level that is compared, in the measure chosen."""
        return self.level(place, campaign).of(self.measure)

    def change(self, place: Place) -> float | None:
        """How the level moved since the campaign before, where the same territories answered twice."""
        return self.level(place).change(self.figure.moves_in(self.measure))

    @property
    def is_sum(self) -> bool:
        """Whether France is the sum of the territories: it is then no level to be above or below."""
        return self.measure == VALUE and self.figure.indicator is not None and self.figure.indicator.kind == "count"

    @property
    def measured(self) -> bool:
        """Whether one of the places has a figure in one of the campaigns."""
        return any(self.shown(place, campaign) is not None for place in self.places for campaign in self.campaigns)

    @property
    def way(self) -> int:
        """Which way is forward: down for what must fall, up for any progress."""
        indicator = self.figure.indicator
        value = indicator is not None and self.figure.moves_in(self.measure) == VALUE
        return -1 if indicator and value and indicator.direction == "down" else 1

    def written(self, number: float | None) -> str:
        return self.figure.written(number, self.measure)

    def moved(self, change: float | None) -> str:
        return self.figure.moved(change, self.measure)

    @property
    def territories(self) -> list[Place]:
        """The places but France, which is their reference."""
        return [place for place in self.places if place.territory_code != NATIONAL]

    @property
    def france(self) -> Place | None:
        """France as a reference, unless it is one of the places that were chosen, is not seen, or is their sum."""
        if (
            self.is_sum
            or any(place.territory_code == NATIONAL for place in self.places)
            or (NATIONAL, self.at) not in self.levels
        ):
            return None
        return Place(NATIONAL, "France", "national")

    def medians_of(self, level: str) -> dict[str, Median]:
        """Campaign → the median of a level, where there is one in this measure."""
        return {
            median.campaign: median
            for median in self.medians
            if median.level == level and median.of(self.measure) is not None
        }

    @property
    def references(self) -> list[str]:
        """The levels that have a median to stand beside."""
        chosen = dict.fromkeys(place.level for place in self.territories)
        return [level for level in chosen if self.medians_of(level)]

    def ordered(self, order: str, falling: bool) -> list[Place]:
        """The places by what is asked; what has no figure, or is not ranked, comes last either way."""
        if order == CHOSEN:
            return list(self.places)
        if order == NAME:
            return sorted(self.places, key=lambda place: fold(place.name), reverse=falling)
        keys = {place: self._key(place, order) for place in self.places}
        measured = [place for place in self.places if keys[place] is not None]
        measured.sort(key=lambda place: keys[place] or 0.0, reverse=falling)
        return [*measured, *(place for place in self.places if keys[place] is None)]

    def _key(self, place: Place, order: str) -> float | None:
        level = self.level(place, order if order in self.campaigns else None)
        if not level.ranked:
            return None
        figures = {CHANGE: self.change(place), PROGRESS: level.progress}
        return figures.get(order, level.of(self.measure))


def places(rows: Iterable[ListedTerritory]) -> tuple[Place, ...]:
    """Territories, each with a name that tells it from the others: Paris is an académie and a département."""
    territories = [Place(row.territory_code, row.name, row.level) for row in rows]
    count = Counter(place.name for place in territories)
    return tuple(place if count[place.name] == 1 else replace(place, name=_with_level(place)) for place in territories)


def _with_level(place: Place) -> str:
    return f"{place.name} ({words()['level'][place.level].lower()})"


def of_figure(levels: Iterable[Level], code: str) -> dict[tuple[str, str], Level]:
    """(territory, campaign) → the levels of one figure."""
    return {(level.territory_code, level.campaign): level for level in levels if level.code == code}


def lines(compared: Compared, places: Sequence[Place]) -> list[list[str | float | int | None]]:
    """What leaves in a file, a line a territory and campaign: those chosen, then France and the medians."""
    france = [compared.france] if compared.france else []
    rows = [
        _line(compared, place, compared.level(place, campaign))
        for place in [*places, *france]
        for campaign in compared.campaigns
    ]
    return rows + [
        _median_line(compared, median, level)
        for level in compared.references
        for campaign, median in compared.medians_of(level).items()
        if campaign in compared.campaigns
    ]


def _line(compared: Compared, place: Place, level: Level) -> list[str | float | int | None]:
    unit = compared.figure.indicator.unit if compared.figure.indicator else None
    expected = level.expected_progress if level.ranked else None
    return [
        compared.figure.code, compared.figure.label, place.name, place.territory_code, words()["level"][place.level],
        level.campaign, level.value, unit, level.progress, expected, level.value_change, level.progress_change,
        level.answered, level.expected, level.status_text,
    ]  # fmt: skip


def _median_line(compared: Compared, median: Median, level: str) -> list[str | float | int | None]:
    unit = compared.figure.indicator.unit if compared.figure.indicator else None
    label = f"médiane de {plural(median.counted(compared.measure) or 0, 'territoire')}"
    return [
        compared.figure.code, compared.figure.label, median_name(level), None, words()["levels"][level],
        median.campaign, median.value, unit, median.progress, None, None, None, median.counted(compared.measure),
        None, label,
    ]  # fmt: skip


def median_name(level: str) -> str:
    """`Médiane des régions académiques`."""
    return f"Médiane des {words()['levels'][level]}"
