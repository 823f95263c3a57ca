"""Why a figure was retained: the order of preference in words, and which sources were there."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from dashboard.components.html.markup import Html, join, tag
from pipelines.facts.explain import Explanation
from pipelines.facts.rows.indicators import Definition

_SUPERSEDED = ("superseded", "draft")


@lru_cache(maxsize=1)
def sentences() -> dict[str, dict[str, Any]]:
    """The words of explanations.toml."""
    return tomllib.loads((Path(__file__).parents[2] / "explanations.toml").read_text(encoding="utf-8"))


def retained(explanation: Explanation, indicator: Definition) -> Html:
    """The reason in a sentence, then the ordered list of sources with the retained one marked."""
    basis, level = explanation.figure.basis, explanation.figure.level
    if indicator.origin != "reported":
        return tag("p", sentences()["computed"][indicator.origin])
    if basis not in sentences()["why"]:
        return Html("")
    place = "reporting" if level == indicator.level else "above"
    order = sentences()["order"].get(level if place == "reporting" or level == "academy" else place)
    order = order or sentences()["order"][place]
    entries = (_entry(source, basis, place, order, explanation) for source in order)
    silent = sentences()["computed"]["share"] if indicator.kind == "share" else ""
    return join([tag("p", sentences()["why"][basis], " ", silent), tag("ol", join(entries), class_="preference")])


def _entry(source: str, basis: str, place: str, order: list[str], explanation: Explanation) -> Html:
    """One source: retained, absent because a better one would have been taken, or set aside."""
    label = sentences()["source"][place][source]
    if source == basis:
        return tag("li", tag("strong", label), " : ", tag("strong", "retenu", class_="chosen"), aria_current="true")
    if order.index(source) < order.index(basis):
        return tag("li", label, tag("span", " : absent", class_="muted"))
    there = any(row.source == source and row.reason not in _SUPERSEDED for row in explanation.cells) or any(
        row["other_basis"] == source for row in explanation.discrepancies
    )
    absent = " : sans objet" if source == "rollup_partial" else " : non reçu"
    return tag("li", label, tag("span", " : reçu, non retenu" if there else absent, class_="muted"))
