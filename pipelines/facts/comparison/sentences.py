"""What is said of territories beside each other: the sentence at the head of the page, and what each picture shows."""

from __future__ import annotations

from collections.abc import Sequence

from indicators.typography import listing, number, plural, typeset
from indicators.words import words
from pipelines.facts.comparison.levels import Compared, Place, median_name

_ALIKE = "à champ comparable"


def lead(found: Compared) -> str:
    """The furthest and the least far, beside France and the median; who moved most; who has no figure."""
    subject = f"{found.figure.title}, en {found.at} : "
    known = _ranked(found, found.territories or found.places)
    parts = [f"{subject}{_ends(found, known)}{_beside(found)}."]
    parts += [f"{said}." for said in (_mover(found), _without(found)) if said]
    return typeset(" ".join(parts))


def collected(found: Compared) -> str:
    """What is said of a campaign that is open: levels, in the order chosen, and nothing that ranks them."""
    said = [f"{place.name} {_level(found, place, found.at)}" for place in found.places]
    return typeset(f"{found.figure.title}, en {found.at} : {listing(said)}.")


def curves(found: Compared) -> str:
    """The curves in words: each territory from its first campaign with a figure to its last one, and what breaks it."""
    return typeset(
        f"Courbes, {found.figure.short}, {_span(found)}. {' ; '.join(_way(found, place) for place in found.places)}."
    )


def bars(found: Compared, ordered: Sequence[Place]) -> str:
    """The bars in words, from the top to the bottom."""
    said = [f"{place.name} : {_level(found, place, found.at)}" for place in ordered]
    said += [f"{name} : {level}" for name, level in references(found)]
    return typeset(f"Barres, {found.figure.short}, {found.at}. {' ; '.join(said)}.")


def cloud(found: Compared, across: str, drawn: int, placed: Sequence[tuple[Place, str]]) -> str:
    """The scatter in words: what is set against what, how many points, and where the chosen ones stand."""
    said = f"Nuage de points, {found.figure.short}, {found.at}. En abscisse : {across}."
    said += f" {plural(drawn, 'territoire placé', 'territoires placés')}."
    named = {place for place, _ in placed}
    missing = [place.name for place in found.territories if place not in named]
    chosen = " ; ".join(f"{place.name} : {where}" for place, where in placed)
    absent = f" Sans place, faute de chiffre : {listing(missing)}." if missing else ""
    return typeset(f"{said}{f' {chosen}.' if chosen else ''}{absent}")


def references(found: Compared) -> list[tuple[str, str]]:
    """France and the medians in the campaign that is ranked, each with its level."""
    said = []
    if found.france and found.shown(found.france) is not None:
        said.append(("France", found.written(found.shown(found.france))))
    for level in found.references:
        median = found.medians_of(level).get(found.at)
        if median:
            said.append((median_name(level), found.written(median.of(found.measure))))
    return said


def _ranked(found: Compared, places: Sequence[Place]) -> list[tuple[float, Place]]:
    every = [(found.shown(place), place) for place in places if found.level(place).ranked]
    return sorted(((level, place) for level, place in every if level is not None), key=lambda one: -one[0])


def _ends(found: Compared, known: Sequence[tuple[float, Place]]) -> str:
    if not known:
        count = len(found.territories or found.places)
        return (
            "aucun chiffre pour ce territoire" if count == 1 else f"aucun chiffre pour ces {number(count)} territoires"
        )
    (highest, first), (lowest, last) = known[0], known[-1]
    if len(known) == 1:
        return f"{first.name}, {found.written(highest)}"
    if found.written(highest) == found.written(lowest):
        return f"{found.written(highest)} pour chacun des {number(len(known))} territoires"
    return f"de {found.written(lowest)} ({last.name}) à {found.written(highest)} ({first.name})"


def _beside(found: Compared) -> str:
    """How many are above France, then the levels of the references."""
    known = _ranked(found, found.territories)
    france = next((level for level, _ in _france(found)), None)
    said = [f"{name.replace('Médiane', 'médiane')} : {level}" for name, level in references(found)]
    if france is not None and not found.france and found.territories:
        said = [f"France : {found.written(france)}", *said]
    beside = _above(sum(level > france for level, _ in known), len(known)) if france is not None else ""
    return f"{beside} ({' ; '.join(said)})" if said else beside


def _above(above: int, count: int) -> str:
    if count < 2:
        return ""
    if above in (0, count):
        return " ; tous dépassent la France" if above else " ; aucun ne dépasse la France"
    return f" ; {number(above)} sur {number(count)} {'dépasse' if above < 2 else 'dépassent'} la France"


def _france(found: Compared) -> list[tuple[float, Place]]:
    """France, whether it is one of the places or their reference; a sum is neither."""
    if found.is_sum:
        return []
    places = [place for place in found.places if place.level == "national"]
    return _ranked(found, places or ([found.france] if found.france else []))


def _mover(found: Compared) -> str:
    """Who went furthest towards its target since the campaign before, which is down for what must fall."""
    every = [(found.change(place), place) for place in found.territories if found.level(place).ranked]
    known = [(change * found.way, change, place) for change, place in every if change is not None]
    if len(known) < 2:
        return ""
    ahead, change, place = max(known, key=lambda one: one[0])
    if round(ahead, found.figure.digits(found.measure)) <= 0:
        return f"Aucun n'avance depuis la campagne précédente, {_ALIKE}"
    return f"{place.name} avance le plus depuis la campagne précédente : {found.moved(change)}, {_ALIKE}"


def _without(found: Compared) -> str:
    """Who has no figure, and why; who has one that is not ranked."""
    absent = [place for place in found.places if found.shown(place) is None]
    weak = [place for place in found.places if place not in absent and not found.level(place).ranked]
    parts = [f"Sans chiffre : {_by_reason(found, absent)}"] if absent else []
    parts += [f"{'Non classé' if len(weak) == 1 else 'Non classés'} : {_by_reason(found, weak)}"] if weak else []
    return ". ".join(parts)


def _by_reason(found: Compared, places: Sequence[Place]) -> str:
    reasons: dict[str, list[str]] = {}
    for place in places:
        reasons.setdefault(found.level(place).said.lower(), []).append(place.name)
    return " ; ".join(f"{listing(names)} ({reason})" for reason, names in reasons.items())


def _level(found: Compared, place: Place, campaign: str) -> str:
    level = found.level(place, campaign)
    shown = level.of(found.measure)
    if shown is None:
        return words()["status"][level.status].lower()
    return found.written(shown) + (" (partiel)" if level.partial else "")


def _way(found: Compared, place: Place) -> str:
    known = [campaign for campaign in found.campaigns if found.shown(place, campaign) is not None]
    broken = [
        f"{campaign} : {found.level(place, campaign).said.lower()}"
        for campaign in found.campaigns
        if campaign not in known
    ]
    if not known:
        return f"{place.name} : aucun chiffre"
    first, last = (found.written(found.shown(place, campaign)) for campaign in (known[0], known[-1]))
    said = f"{place.name} : {first} en {known[0]}" + (f", {last} en {known[-1]}" if len(known) > 1 else "")
    return f"{said} ({', '.join(broken)})" if broken else said


def _span(found: Compared) -> str:
    return found.campaigns[0] if len(found.campaigns) == 1 else f"{found.campaigns[0]} à {found.campaigns[-1]}"
