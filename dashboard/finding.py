"""The door to what a search finds, of what the person who looks may see; what is known is read once for each build."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from dashboard import data, schools
from dashboard.build_cache import of_build
from dashboard.components.layout import shell
from pipelines.facts import search
from pipelines.facts.search import KINDS, Entry, Found, best
from pipelines.settings import Settings
from pipelines.warehouse import builds

# What people call a page besides its name.
ALSO: Mapping[str, str] = {
    "": "accueil France synthèse carte",
    "objectifs": "matrice",
    "feuille-de-route": "actions plan",
    "gouvernance": "comités réunions calendrier conventions dispositifs",
    "collecte": "messages erreurs relances désaccords fichiers manquants",
    "changements": "évolution comparaison",
    "revue": "décisions réunion ordre du jour",
    "depot": "envoyer un rapport modèle",
    "ecoles": "collèges lycées",
    "methode": "définitions calcul statuts glossaire",
    "donnees-personnelles": "RGPD",
    "mentions": "licence",
}
# These need to be told of what they show, or who may open them: other pages lead there.
REACHED = ("recherche", "comprendre", "ecole", "figer")


def find(text: str, campaign: str, hidden: Collection[str]) -> dict[str, Found]:
    """What holds the words of a text, kind by kind; `hidden` are the pages that one has no use for."""
    of_marts = {kind: best(_known(kind, campaign), text) for kind in KINDS}
    return of_marts | {"schools": _schools(text), "pages": best(_pages(frozenset(hidden)), text)}


def _known(kind: str, campaign: str) -> tuple[Entry, ...]:
    return data.of_this_run(lambda build: _entries(data.shown(), build, kind, campaign))


@of_build(30_000)
def _entries(where: Settings, build: data.Build, kind: str, campaign: str) -> tuple[Entry, ...]:
    return search.entries(builds.rows(where, "search", kind, campaign=campaign))


def _schools(text: str) -> Found:
    """Those of the départements whose schools are seen; editions keep none."""
    places = {} if data.edition() else {row["territory_code"]: row["name"] for row in schools.departments()}
    rows = schools.rows("found", text=text, departments=tuple(places)) if places else ()
    named = tuple({**row, "department": places[row["territory_code"]]} for row in rows)
    return Found(named, rows[0]["found"] if rows else 0)


def _pages(hidden: frozenset[str]) -> tuple[Entry, ...]:
    rows = (
        {"page": page, "title": label, "exact": (), "searched": f"{label} {ALSO.get(page, '')}"}
        for page, label in shell.ALL_PAGES.items()
        if page not in hidden and page not in REACHED
    )
    return search.entries(rows)
