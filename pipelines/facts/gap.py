"""How far a percentage is from its target, in what it counts: « il manque 1 240 élèves », and who makes most of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indicators.typography import figure, listing, number, percent, typeset
from indicators.words import words
from pipelines.facts.rows.indicators import Gap, GapPart
from pipelines.facts.rows.mapper import facts
from pipelines.settings import Settings

_NUMBERS = ("", "", "deux", "trois", "quatre", "cinq")
_ONE = {"department": "un département", "region": "une région académique"}


def gaps(settings: Settings, campaign: str, territory_code: str) -> dict[str, str]:
    """Indicator → its sentence, for each percentage of which a territory is short in a closed campaign; read from
    marts.indicator_progress and marts.gap_part. Raises NoWarehouse."""
    return sentences(facts(settings, Gap, campaign=campaign, territory=territory_code))


def sentences(rows: Iterable[Gap]) -> dict[str, str]:
    """The same of gaps that were read already."""
    return {gap.indicator_id: typeset(f"{_missing(gap)}{_largest_parts(gap.parts or [])}.") for gap in rows}


def _missing(gap: Gap) -> str:
    what, target = _noun(gap.numerator_label), figure(gap.target, gap)
    count = number(gap.units_missing)
    if gap.direction == "down":
        return f"Il y en a {count} de trop pour atteindre {target} ({what})"
    if gap.units_missing == 1:  # the label is a plural
        return f"Il en manque un seul pour atteindre {target} ({what})"
    return f"Il manque {count} {what} pour atteindre {target}"


def _noun(label: str) -> str:
    """`collégiens touchés` from `Collégiens touchés (distincts)`; what begins with capitals keeps them."""
    plain = label.partition(" (")[0]
    return plain if plain[:2].isupper() else plain[:1].lower() + plain[1:]


def _largest_parts(parts: Sequence[GapPart]) -> str:
    if not parts:
        return ""
    level = parts[0]["level"]
    names = listing([f"{part['name']} ({number(part['units'])})" for part in parts])
    share = percent(100 * sum(part["share"] for part in parts), 0)
    if len(parts) == 1:
        return f" ; {_ONE[level]} fait {share} de l'écart : {names}"
    return f" ; {_NUMBERS[len(parts)]} {words()['levels'][level]} font {share} de l'écart : {names}"
