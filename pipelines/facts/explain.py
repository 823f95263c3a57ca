"""Makes a figure explain itself: its formula with its numbers, what was retained, its children, down to the cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any, TypeVar

from indicators.territories import fold
from indicators.typography import NARROW, figure, number, quantity
from indicators.words import words
from pipelines.errors import UnknownFigure
from pipelines.facts.rows.indicators import CatalogueIndicator, Definition, ExplainedFigure, ReadCell
from pipelines.facts.rows.mapper import facts
from pipelines.settings import Settings
from pipelines.warehouse.builds import of_one_build, rows

Row = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True)
class Explanation:
    """A figure (row of marts.indicator_progress with its territory's name and level) and all that stands behind it.

    `children` are explanations of the territories one level down that feed it; `cells` rows of marts.provenance;
    `discrepancies` rows of marts.discrepancy; `formula` a French sentence with the numbers; `reference` what
    an official table counts where the indicator has its denominator (number, label, source)."""

    figure: ExplainedFigure
    indicator: CatalogueIndicator
    formula: str
    cells: list[ReadCell]
    discrepancies: list[Row]
    tree: list[Explanation] = field(default_factory=list)
    reference: Row | None = None

    @property
    def children(self) -> list[ExplainedFigure]:
        """The figures of the territories one level down."""
        return [child.figure for child in self.tree]


@of_one_build
def explain(settings: Settings, territory_code: str, indicator_id: str, campaign: str | None = None) -> Explanation:
    """The whole chain of a figure. Raises UnknownFigure, NoWarehouse."""
    indicator = _indicator(settings, indicator_id)
    for row in rows(settings, "explain", "last_campaign", indicator=indicator.indicator_id):
        campaign = campaign or row["campaign"]
    wanted = {"campaign": campaign, "indicator": indicator.indicator_id}
    figures = {row.territory_code: row for row in facts(settings, ExplainedFigure, **wanted)}
    if not figures:
        raise UnknownFigure(f"Aucun résultat pour {indicator_id} en {campaign} : voyez « pilotage status ».")
    code = _territory(figures, territory_code)
    cells = _by_territory(facts(settings, ReadCell, **wanted), lambda cell: cell.territory_code)
    discrepancies = _by_territory(rows(settings, "explain", "discrepancies", **wanted), itemgetter("territory_code"))
    explanation = _explanation(code, figures, indicator, cells, discrepancies)
    counted = {row["territory_code"]: row for row in rows(settings, "explain", "reference", **wanted)}
    return replace(explanation, reference=counted.get(code))


def reference_said(reference: Row | None) -> str | None:
    """What an official table counts beside a denominator, as a sentence; None where none does."""
    if reference is None:
        return None
    return f"Effectif de référence : {quantity(reference['number'])}, {reference['label']} ({reference['source']})"


def _by_territory(rows: list[T], territory_of: Callable[[T], str]) -> dict[str, list[T]]:
    by_territory: dict[str, list[T]] = {}
    for row in rows:
        by_territory.setdefault(territory_of(row), []).append(row)
    return by_territory


def _explanation(
    code: str,
    figures: dict[str, ExplainedFigure],
    indicator: CatalogueIndicator,
    cells: dict[str, list[ReadCell]],
    discrepancies: dict[str, list[Row]],
) -> Explanation:
    row = figures[code]
    tree = [
        _explanation(child.territory_code, figures, indicator, cells, discrepancies)
        for child in figures.values()
        if _feeds(child, row) and child.status != "other_level"
    ]
    return Explanation(row, indicator, formula(row, indicator), cells.get(code, []), discrepancies.get(code, []), tree)


def _feeds(child: ExplainedFigure, parent: ExplainedFigure) -> bool:
    """France adds up régions; régions and académies add up départements."""
    if parent.level == "national":
        return child.level == "region"
    if parent.level == "region":
        return child.level == "department" and child.region_code == parent.territory_code
    return parent.level == "academy" and child.parent_code == parent.territory_code


def formula(row: ExplainedFigure, indicator: Definition) -> str:
    """The value as a sum anyone can redo: `812 345 ÷ 1 000 000 × 100 = 81,2 %`."""
    if row.value is None:
        return "Aucune valeur retenue"
    result = figure(row.value, indicator)
    if indicator.kind == "count":
        return f"{quantity(row.numerator)} = {result}"
    if indicator.kind == "milestone":
        return f"étape {quantity((row.numerator or 0) + 1)} sur {quantity((row.denominator or 0) + 1)} = {result}"
    scale = "" if indicator.scale == 1 else f" × {number(indicator.scale)}"
    return f"{quantity(row.numerator)} ÷ {quantity(row.denominator)}{scale} = {result}"


def progress_formula(row: ExplainedFigure, indicator: Definition) -> str | None:
    """The progress as a sum anyone can redo, or the rule that stood for it; None where nothing is scored."""
    if row.progress is None:
        return None
    value, baseline, target = (figure(value, indicator) for value in (row.value, row.baseline, row.target))
    if past_its_target(row, indicator):
        ending = "l'atteint encore : 100" if row.progress else "ne l'atteint plus : 0"
        return f"la valeur initiale ({baseline}) atteignait déjà la cible ({target}) ; {value} {ending}{NARROW}%"
    raw = f"{number(row.progress_raw, 1)}{NARROW}%"
    ending = "" if row.progress == row.progress_raw else f", ramené à {number(row.progress, 1)}{NARROW}%"
    return f"({value} − {baseline}) ÷ ({target} − {baseline}) × 100 = {raw}{ending}"


def past_its_target(row: ExplainedFigure, indicator: Definition) -> bool:
    """Whether the baseline is at or past the target, to a billionth: the way from one to the other is then no way."""
    if row.baseline is None or row.target is None:
        return False
    baseline, target = round(row.baseline, 9), round(row.target, 9)
    return baseline >= target if indicator.direction == "up" else baseline <= target


def ends(row: ExplainedFigure, indicator: Definition) -> str | None:
    """Where the start and the target of a figure come from, and when it is due; None where nothing is scored."""
    if row.progress is None:
        return None
    wording = words()
    baseline, target = (figure(value, indicator) for value in (row.baseline, row.target))
    agreed = f" ({row.agreed_source})" if row.agreed_source else ""
    origins = [
        wording[name].get(origin or "", "") + (agreed if origin == "agreed" else "")
        for name, origin in (("baseline_origin", row.baseline_origin), ("target_origin", row.target_origin))
    ]
    due = f", due en {row.target_campaign}" if row.target_campaign else ""
    start, end = (f", {text}" if text else "" for text in origins)
    return f"valeur initiale {baseline}{start} ; cible {target}{end}{due}"


def _indicator(settings: Settings, indicator_id: str) -> CatalogueIndicator:
    code = indicator_id.strip().upper()
    for indicator in facts(settings, CatalogueIndicator):
        if indicator.indicator_id == code:
            return indicator
    raise UnknownFigure(f"L'indicateur « {indicator_id} » n'existe pas ; tapez un code comme O04-1.")


def _territory(figures: dict[str, ExplainedFigure], typed: str) -> str:
    """The code of a territory given by its code or its name."""
    for code, row in figures.items():
        if fold(typed) in (fold(code), fold(row.name)) and (row.level != "academy" or fold(typed) == fold(code)):
            return code
    raise UnknownFigure(f"Le territoire « {typed} » n'existe pas ; tapez un code comme DEPT-59, REG-32 ou NAT-FR.")
