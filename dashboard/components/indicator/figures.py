"""A value, a baseline, a target: the figure in its unit, with the reservations that must stand beside it."""

from __future__ import annotations

from dashboard.components.html.markup import Html, join, tag
from dashboard.components.indicator.status import word
from dashboard.components.links.address import link, why
from indicators.typography import ABSENT, Written, figure, out_of
from pipelines.facts.rows.indicators import Coded, Figured, FromBaseline, Started, Targeted, ToTarget

_SHORT = {"demonstration": "démonstration", "third_party": "selon un tiers", "agreed": "convenue"}


def valued(row: Figured, indicator: Coded) -> Html:
    """The value of a row, leading to what stands behind it, marked where too few territories do."""
    value = why(figure(row.value, indicator), indicator.indicator_id, row.territory_code, row.campaign)
    return join([value, " ", partial(row.territories_answered, row.territories_expected)]) if row.partial else value


def partial(answering: float | None, expected: float | None) -> Html:
    """Says that too few territories stand behind a value."""
    title = f"Territoires qui répondent : {out_of(answering, expected)}"
    return tag("span", word("partial", "beside"), class_="flag", title=title)


def coded(code: str, title: object) -> Html:
    """The code of an indicator, then its title."""
    return join([tag("span", code, class_="code"), " ", title])


def indicator_link(code: str, title: str, objective: int, campaign: str, territory: str | None = None) -> Html:
    """The code and the title of an indicator, leading to its objective."""
    codes = {"objectif": objective, "indicateur": code, "territoire": territory}
    return coded(code, link(title, "objectif", **codes, campagne=campaign))


def cell_address(sheet: str | None, cell: str | None) -> str:
    """`Indicateurs, D12`; a text table has no sheet."""
    return ", ".join(part for part in (sheet, cell) if part) or ABSENT


def standing(status: str | None) -> str:
    """The short word for a value that is not official; nothing for one that is."""
    return _SHORT.get(status or "", "")


def reference(value: float | None, status: str | None, indicator: Written, whole: bool = False) -> Html:
    """A baseline or a target of the catalogue, with its standing wherever it is not official."""
    if value is None or not standing(status):
        return join([figure(value, indicator)])
    wording = word("value_status", status)
    label = tag("span", wording if whole else standing(status), class_="flag", title=wording)
    return join([figure(value, indicator), " ", label])


def target(row: Targeted, indicator: ToTarget) -> Html:
    """The target of a figure: what was agreed there, or the catalogue's and its label."""
    status = "agreed" if row.target_origin == "agreed" else indicator.target_status
    return reference(row.target, status, indicator)


def baseline(row: Started, indicator: FromBaseline) -> Html:
    """Where a figure starts from: what was agreed there, its own first figure, or the catalogue's, which keeps its
    label."""
    # an edition frozen by version 1.1.0 does not say where it comes from
    alike = "catalogue" if row.baseline == indicator.catalogue_baseline else "own"
    status = {"agreed": "agreed", "catalogue": indicator.baseline_status}.get(row.baseline_origin or alike)
    return reference(row.baseline, status, indicator)
