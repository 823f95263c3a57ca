"""What is said of territories beside each other: the sentence at the head of the page, and what each picture shows."""

from __future__ import annotations

from collections.abc import Sequence

from indicators.typography import half_up, listing, number, plural, typeset
from indicators.words import words
from pipelines.facts.comparison.levels import Compared, Place, median_name

_ALIKE = "à champ comparable"


def lead(compared: Compared) -> str:
    """The furthest and the least far, beside France and the median; who moved most; who has no figure."""
    subject = f"{compared.figure.title}, en {compared.at} : "
    ranked = _ranked(compared, compared.territories or compared.places)
    parts = [f"{subject}{_ends(compared, ranked)}{_beside(compared)}."]
    parts += [f"{sentence}." for sentence in (_mover(compared), _without(compared)) if sentence]
    return typeset(" ".join(parts))


def collected(compared: Compared) -> str:
    """What is said of a campaign that is open: levels, in the order chosen, and nothing that ranks them."""
    levels = [f"{place.name} {_level(compared, place, compared.at)}" for place in compared.places]
    return typeset(f"{compared.figure.title}, en {compared.at} : {listing(levels)}.")


def curves(compared: Compared) -> str:
    """The curves in words: each territory from its first campaign with a figure to its last one, and what breaks it."""
    ways = " ; ".join(_way(compared, place) for place in compared.places)
    return typeset(f"Courbes, {compared.figure.short}, {_span(compared)}. {ways}.")


def bars(compared: Compared, ordered: Sequence[Place]) -> str:
    """The bars in words, from the top to the bottom."""
    levels = [f"{place.name} : {_level(compared, place, compared.at)}" for place in ordered]
    levels += [f"{name} : {level}" for name, level in references(compared)]
    return typeset(f"Barres, {compared.figure.short}, {compared.at}. {' ; '.join(levels)}.")


def cloud(compared: Compared, across: str, drawn: int, placed: Sequence[tuple[Place, str]]) -> str:
    """The scatter in words: what is set against what, how many points, and where the chosen ones stand."""
    sentence = f"Nuage de points, {compared.figure.short}, {compared.at}. En abscisse : {across}."
    sentence += f" {plural(drawn, 'territoire placé', 'territoires placés')}."
    named = {place for place, _ in placed}
    missing = [place.name for place in compared.territories if place not in named]
    chosen = " ; ".join(f"{place.name} : {position}" for place, position in placed)
    absent = f" Sans place, faute de chiffre : {listing(missing)}." if missing else ""
    return typeset(f"{sentence}{f' {chosen}.' if chosen else ''}{absent}")


def references(compared: Compared) -> list[tuple[str, str]]:
    """France and the medians in the campaign that is ranked, each with its level."""
    levels = []
    if compared.france and compared.shown(compared.france) is not None:
        levels.append(("France", compared.written(compared.shown(compared.france))))
    for level in compared.references:
        median = compared.medians_of(level).get(compared.at)
        if median:
            levels.append((median_name(level), compared.written(median.of(compared.measure))))
    return levels


def _ranked(compared: Compared, places: Sequence[Place]) -> list[tuple[float, Place]]:
    every = [(compared.shown(place), place) for place in places if compared.level(place).ranked]
    return sorted(((level, place) for level, place in every if level is not None), key=lambda ranked: -ranked[0])


def _ends(compared: Compared, ranked: Sequence[tuple[float, Place]]) -> str:
    if not ranked:
        count = len(compared.territories or compared.places)
        return (
            "aucun chiffre pour ce territoire" if count == 1 else f"aucun chiffre pour ces {number(count)} territoires"
        )
    (highest, first), (lowest, last) = ranked[0], ranked[-1]
    if len(ranked) == 1:
        return f"{first.name}, {compared.written(highest)}"
    if compared.written(highest) == compared.written(lowest):
        return f"{compared.written(highest)} pour chacun des {number(len(ranked))} territoires"
    return f"de {compared.written(lowest)} ({last.name}) à {compared.written(highest)} ({first.name})"


def _beside(compared: Compared) -> str:
    """How many are above France, then the levels of the references."""
    ranked = _ranked(compared, compared.territories)
    france = next((level for level, _ in _france(compared)), None)
    levels = [f"{name.replace('Médiane', 'médiane')} : {level}" for name, level in references(compared)]
    if france is not None and not compared.france and compared.territories:
        levels = [f"France : {compared.written(france)}", *levels]
    beside = _above(sum(level > france for level, _ in ranked), len(ranked)) if france is not None else ""
    return f"{beside} ({' ; '.join(levels)})" if levels else beside


def _above(above: int, count: int) -> str:
    if count < 2:
        return ""
    if above in (0, count):
        return " ; tous dépassent la France" if above else " ; aucun ne dépasse la France"
    return f" ; {number(above)} sur {number(count)} {'dépasse' if above < 2 else 'dépassent'} la France"


def _france(compared: Compared) -> list[tuple[float, Place]]:
    """France, whether it is one of the places or their reference; a sum is neither."""
    if compared.is_sum:
        return []
    places = [place for place in compared.places if place.level == "national"]
    return _ranked(compared, places or ([compared.france] if compared.france else []))


def _mover(compared: Compared) -> str:
    """Who went furthest towards its target since the campaign before, which is down for what must fall."""
    every = [(compared.change(place), place) for place in compared.territories if compared.level(place).ranked]
    movers = [(change * compared.way, change, place) for change, place in every if change is not None]
    if len(movers) < 2:
        return ""
    ahead, change, place = max(movers, key=lambda mover: mover[0])
    if half_up(ahead, compared.figure.digits(compared.measure)) <= 0:
        return f"Aucun n'avance depuis la campagne précédente, {_ALIKE}"
    return f"{place.name} avance le plus depuis la campagne précédente : {compared.moved(change)}, {_ALIKE}"


def _without(compared: Compared) -> str:
    """Who has no figure, and why; who has one that is not ranked."""
    absent = [place for place in compared.places if compared.shown(place) is None]
    weak = [place for place in compared.places if place not in absent and not compared.level(place).ranked]
    parts = [f"Sans chiffre : {_by_reason(compared, absent)}"] if absent else []
    parts += [f"{'Non classé' if len(weak) == 1 else 'Non classés'} : {_by_reason(compared, weak)}"] if weak else []
    return ". ".join(parts)


def _by_reason(compared: Compared, places: Sequence[Place]) -> str:
    reasons: dict[str, list[str]] = {}
    for place in places:
        reasons.setdefault(compared.level(place).status_text.lower(), []).append(place.name)
    return " ; ".join(f"{listing(names)} ({reason})" for reason, names in reasons.items())


def _level(compared: Compared, place: Place, campaign: str) -> str:
    level = compared.level(place, campaign)
    value = level.of(compared.measure)
    if value is None:
        return words()["status"][level.status].lower()
    return compared.written(value) + (" (partiel)" if level.partial else "")


def _way(compared: Compared, place: Place) -> str:
    measured = [campaign for campaign in compared.campaigns if compared.shown(place, campaign) is not None]
    broken = [
        f"{campaign} : {compared.level(place, campaign).status_text.lower()}"
        for campaign in compared.campaigns
        if campaign not in measured
    ]
    if not measured:
        return f"{place.name} : aucun chiffre"
    first, last = (compared.written(compared.shown(place, campaign)) for campaign in (measured[0], measured[-1]))
    sentence = f"{place.name} : {first} en {measured[0]}" + (f", {last} en {measured[-1]}" if len(measured) > 1 else "")
    return f"{sentence} ({', '.join(broken)})" if broken else sentence


def _span(compared: Compared) -> str:
    return (
        compared.campaigns[0] if len(compared.campaigns) == 1 else f"{compared.campaigns[0]} à {compared.campaigns[-1]}"
    )
