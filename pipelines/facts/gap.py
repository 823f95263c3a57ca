"""How far a percentage is from its target, in what it counts: « il manque 1 240 élèves », and who makes most of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from indicators.typography import Unit, figure, listing, number, percent, typeset
from indicators.words import words
from pipelines.settings import Settings
from pipelines.warehouse import builds

Row = dict[str, Any]
_NUMBERS = ("", "", "deux", "trois", "quatre", "cinq")
_ONE = {"department": "un département", "region": "une région académique"}


def gaps(settings: Settings, campaign: str, territory_code: str) -> dict[str, str]:
    """Indicator → its sentence, for each percentage of which a territory is short in a closed campaign; read from
    marts.indicator_progress and marts.gap_part. Raises NoWarehouse."""
    return sentences(builds.rows(settings, "gap", "missing", campaign=campaign, territory=territory_code))


def sentences(rows: Iterable[Row]) -> dict[str, str]:
    """The same from the rows of sql/gap/missing.sql."""
    return {row["indicator_id"]: typeset(f"{_missing(row)}{_largest_parts(row['parts'] or [])}.") for row in rows}


def _missing(row: Row) -> str:
    what, target = _noun(row["numerator_label"]), figure(row["target"], Unit.of(row))
    count = number(row["units_missing"])
    if row["direction"] == "down":
        return f"Il y en a {count} de trop pour atteindre {target} ({what})"
    if row["units_missing"] == 1:  # the label is a plural
        return f"Il en manque un seul pour atteindre {target} ({what})"
    return f"Il manque {count} {what} pour atteindre {target}"


def _noun(label: str) -> str:
    """`collégiens touchés` from `Collégiens touchés (distincts)`; what begins with capitals keeps them."""
    plain = label.partition(" (")[0]
    return plain if plain[:2].isupper() else plain[:1].lower() + plain[1:]


def _largest_parts(parts: list[Row]) -> str:
    if not parts:
        return ""
    level = parts[0]["level"]
    names = listing([f"{part['name']} ({number(part['units'])})" for part in parts])
    share = percent(100 * sum(part["share"] for part in parts), 0)
    if len(parts) == 1:
        return f" ; {_ONE[level]} fait {share} de l'écart : {names}"
    return f" ; {_NUMBERS[len(parts)]} {words()['levels'][level]} font {share} de l'écart : {names}"
