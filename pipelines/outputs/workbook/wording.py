"""The words of the exports, those of the field first, then those of exports alone; and the sentence that opens them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from indicators.toml_file import toml_beside
from indicators.typography import listing, number, percent, typeset
from indicators.words import words as words_of_the_field
from pipelines.facts.open_campaign import opening as provisional
from pipelines.outputs.workbook.edition import Edition, Row

# One objective, several objectives.
STANDING = {
    "achieved": ("est atteint", "sont atteints"),
    "on_track": ("est dans les temps", "sont dans les temps"),
    "watch": ("est à surveiller", "sont à surveiller"),
    "late": ("est en retard", "sont en retard"),
    "regressing": ("est en recul", "sont en recul"),
    "baseline": ("est à son point de départ", "sont à leur point de départ"),
    "collecting": ("est en cours de collecte", "sont en cours de collecte"),
    "insufficient": ("repose sur trop peu d'indicateurs", "reposent sur trop peu d'indicateurs"),
}


def wording() -> dict[str, Any]:
    """words.toml: group → code → words."""
    return toml_beside(__file__, "words.toml")


def word(group: str, code: object) -> str:
    """The French word of a code of the marts; the code itself where no word is known, so that nothing is hidden."""
    if code is None:
        return ""
    text = str(code).lower() if isinstance(code, bool) else str(code)
    own = wording().get(group, {})
    return typeset(own[text] if text in own else words_of_the_field().get(group, {}).get(text, text))


def phrase(group: str, code: str, **facts: object) -> str:
    """A sentence of words.toml with its facts put in."""
    return typeset(wording()[group][code].format(**facts))


def opening(edition: Edition, strategy: Row | None, objectives: Sequence[Row]) -> str:
    """Where the strategy stands in the territory shown, in one sentence or two."""
    start = f"En {edition.campaign}"
    if edition.facts["level"] != "national":
        start = f"{edition.facts['territory_name']} : en {edition.campaign}"
    if edition.collecting:
        return provisional(edition.collecting)
    if strategy is None or strategy["progress"] is None:
        return typeset(f"{start}, aucun chiffre n'est connu.")
    if strategy["status"] == "baseline":
        return typeset(f"{start}, campagne de référence, chaque objectif est à son point de départ.")
    done = f"{start}, la stratégie a parcouru {percent(strategy['progress'])} du chemin vers ses cibles"
    if strategy["expected_progress"]:
        done += f", pour {percent(strategy['expected_progress'])} attendus"
    return typeset(f"{done}{_evolution(edition, strategy)}. {_statuses(objectives)}")


def _evolution(edition: Edition, strategy: Row) -> str:
    change = strategy["evolution"]
    if change is None:
        return ""
    way = "de plus" if change >= 0 else "de moins"
    alike = strategy["comparable_territories"]
    on = f", sur {number(alike)} territoires comparables au plus" if alike > 1 else ""
    return f", soit {number(abs(change), 1)} points {way} qu'en {edition.previous_campaign}{on}"


def _statuses(objectives: Sequence[Row]) -> str:
    counted = Counter(row["status"] for row in objectives)
    total = sum(counted[status] for status in STANDING)
    parts = [
        f"{number(counted[status])} {STANDING[status][counted[status] > 1]}" for status in STANDING if counted[status]
    ]
    if not parts:
        return "Aucun objectif n'est mesuré."
    return f"Sur {number(total)} {'objectif mesuré' if total < 2 else 'objectifs mesurés'}, {listing(parts)}."
