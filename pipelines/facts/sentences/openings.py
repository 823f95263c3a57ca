"""Where a strategy, a territory or an objective stands, in the one sentence that opens its page and its files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

from indicators.toml_file import toml_beside
from indicators.typography import half_up, listing, number, percent, plural, points, typeset
from indicators.words import words
from pipelines.facts.open_campaign import opening as provisional
from pipelines.facts.rows.progress import Axis, Evolved, Judged, Level, Objective, Strategy
from pipelines.facts.rows.strategy import EditionFacts

Row = dict[str, Any]
_VOWELS = "AEIOUYÉÈÎÏ"


def _verdicts() -> dict[str, list[str]]:
    return toml_beside(__file__, "openings.toml")["said"]


def subject(level: str, name: str, number: str = "") -> str:
    """A territory as the subject of a sentence: `l'académie d'Amiens`, `le département Nord (59)`."""
    if level == "national":
        return "la stratégie"
    if level == "region":
        return f"la région académique {name}"
    if level == "academy":
        linked = "d'" if name[0] in _VOWELS else "de "
        return f"l'académie {linked}{name}"
    return f"le département {name} ({number})"


def statuses_in_words(rows: Sequence[Judged], noun: str) -> str:
    """`2 objectifs sont dans les temps, 11 sont à surveiller et 3 sont en retard`."""
    counted = Counter(row.status for row in rows)
    parts = []
    for status, (single, many) in _verdicts().items():
        if counted[status]:
            subject = plural(counted[status], noun) if not parts else str(counted[status])
            parts.append(f"{subject} {single if counted[status] == 1 else many}")
    return listing(parts)


def _path(row: Level, campaign: str, subject: str) -> str:
    done = f"En {campaign}, {subject} a parcouru {percent(row.progress)} du chemin vers ses cibles"
    return f"{done}, pour {percent(row.expected_progress)} attendus" if row.expected_progress else done


def _too_little(row: Strategy, campaign: str, subject: str) -> str:
    """What is said of a mean that rests on too little: what it rests on, and no verdict."""
    counted = f"{plural(row.objectives_scored or 0, 'objectif')} sur {row.objectives_scorable}"
    return (
        f"En {campaign}, {subject} n'a de chiffre que pour {counted} : trop peu d'indicateurs pour juger son avancement"
        f" ({percent(row.progress)})."
    )


def national(campaign: str, strategy: Strategy | None, objectives: Sequence[Objective], axes: Sequence[Axis]) -> str:
    """The state of the nation in one sentence."""
    if strategy is not None and strategy.status == "withheld":
        return f"En {campaign}, l'avancement de la France {words()['withheld']['mean']}."
    if strategy is None or strategy.progress is None:
        return f"La campagne {campaign} n'a pas encore de résultat : aucun rapport qui compte n'a été reçu."
    if strategy.status == "baseline":
        return f"{campaign} est la campagne de référence : elle donne le point de départ de chaque objectif."
    sentence = f"{_path(strategy, campaign, 'la stratégie')} ; {statuses_in_words(objectives, 'objectif')}"
    scored = [(axis.progress, axis.axis_id) for axis in axes if axis.progress is not None]
    if len(scored) > 1:
        _progress, first = max(scored, key=itemgetter(0))
        sentence += f" ; l'axe {first} est le plus avancé"
    return sentence + "."


def territory(
    campaign: str, subject: str, strategy: Strategy | None, france: float | None, objectives: Sequence[Objective]
) -> str:
    """Where a territory stands, beside the progress of France; `subject` names it with its article."""
    if strategy is not None and strategy.status == "withheld":
        return f"En {campaign}, l'avancement pour {subject} {words()['withheld']['mean']}."
    if strategy is None or strategy.progress is None:
        return f"En {campaign}, aucun chiffre n'est connu pour {subject}."
    if strategy.status == "baseline":
        return f"{campaign} est la campagne de référence : elle donne le point de départ pour {subject}."
    if strategy.status == "insufficient":
        return _too_little(strategy, campaign, subject)
    sentence = _path(strategy, campaign, subject)
    if france is not None:
        sentence += f" (France : {percent(france)})"
    return f"{sentence} ; {statuses_in_words(objectives, 'objectif')}."


def matrix(campaign: str, objectives: Sequence[Objective], axes: Sequence[Axis]) -> str:
    """How the objectives shown stand in France, and which axis is the furthest behind its path."""
    if not any(row.progress is not None for row in objectives):
        return f"La campagne {campaign} n'a pas encore de résultat."
    sentence = f"En {campaign}, en France, {statuses_in_words(objectives, 'objectif')}"
    scored = [(axis.progress, axis.axis_id) for axis in axes if axis.progress is not None]
    if len(scored) > 1:
        ends = [choose(scored, key=itemgetter(0)) for choose in (max, min)]
        sentence += " ; l'axe {} est le plus avancé, l'axe {} le moins".format(*(axis for _progress, axis in ends))
    return sentence + "."


def objective(campaign: str, row: Objective, place: str | None = None) -> str:
    """Where an objective stands in France, or in a `place` beside France."""
    if place is None:
        return _objective(campaign, row, " en France")
    france = f" (France : {percent(row.france_progress)})" if row.france_progress is not None else ""
    sentence = _objective(campaign, row, france)
    return f"Pour {place}, {sentence[0].lower()}{sentence[1:]}"


def _objective(campaign: str, row: Objective, beside: str) -> str:
    subject = f"l'objectif {row.objective_id}"
    if row.status == "withheld":
        return f"En {campaign}, l'avancement de {subject} {words()['withheld']['mean']}."
    if row.progress is None:
        return f"En {campaign}, l'avancement de {subject} n'est pas mesuré."
    if row.status == "baseline":
        return f"{campaign} est la campagne de référence de {subject} : elle donne son point de départ."
    scored = f"{row.indicators_scored} de ses {plural(row.indicators_followed or 0, 'indicateur')}"
    if row.indicators_followed == 1:
        scored = "son seul indicateur"
    verdict = _verdicts().get(row.status, ("", ""))[0]
    return f"{_path(row, campaign, subject)}{beside}, d'après {scored} : il {verdict}."


def opening(
    edition: EditionFacts,
    collecting: str | None,
    strategy: Strategy | None,
    axes: Sequence[Axis],
    objectives: Sequence[Objective],
) -> str:
    """The sentence that opens the page of a territory, for a file. `edition` names the campaign and the territory."""
    campaign = edition.campaign
    if collecting:
        return provisional(collecting)
    if edition.level == "national":
        return typeset(national(campaign, strategy, objectives, axes))
    named = subject(edition.level, edition.territory_name, edition.number)
    return typeset(territory(campaign, named, strategy, strategy.france_progress if strategy else None, objectives))


def evolution(row: Evolved | None, previous: str | None, noun: str = "la stratégie") -> str:
    """How far like compares with like since the campaign before; nothing where nothing can be compared."""
    change = row.comparable_evolution if row and previous else None
    if row is None or change is None:
        return ""
    alike = row.comparable_territories or 0
    on = f"sur {number(alike)} territoires comparables au plus" if alike > 1 else "à périmètre comparable"
    if not half_up(change, 1):
        return typeset(f"Depuis {previous}, {noun} n'a pas bougé, {on}.")
    verb = "a gagné" if change > 0 else "a perdu"
    return typeset(f"Depuis {previous}, {noun} {verb} {points(abs(change))} d'avancement, {on}.")


def caveat(nature: str) -> str:
    """`Ligne écartée`: one of what limits figures, as a list names it; its code where no word is known."""
    forms = _caveats().get(nature)
    return typeset(forms[0][:1].upper() + forms[0][1:]) if forms else nature


def limit(nature: str) -> tuple[str, str]:
    """What limits figures, of one and of several."""
    singular, several = _caveats()[nature]
    return singular, several


def _caveats() -> dict[str, list[str]]:
    return toml_beside(__file__, "openings.toml")["caveat"]


def caveats(natures: Iterable[str], discrepancies: int) -> str:
    """`3 comités sans rapport, 1 ligne écartée et 2 écarts entre deux chiffres`; nothing where nothing limits them."""
    counted = Counter(natures)
    counted["discrepancy"] = discrepancies
    forms = _caveats()
    return listing([f"{number(n)} {forms[nature][n > 1]}" for nature in forms if (n := counted[nature])])
