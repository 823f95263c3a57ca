"""What a search finds, of what the person who looks may see: each thing is known by its exact names, its title and all
that is said of it, read and folded once for each build."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import product
from typing import Any

import duckdb

from dashboard import data, schools
from dashboard.build_cache import of_build
from dashboard.components.layout import shell
from indicators.territories import fold
from pipelines.errors import NoWarehouse
from pipelines.facts.open_campaign import ListedCampaign
from pipelines.facts.school_lists import Sight
from pipelines.settings import Settings
from pipelines.warehouse import builds

Row = Mapping[str, Any]
LONGEST = 80  # characters of a search that count
SHOWN = 10  # things of each kind
LASTING = 10  # seconds after which what is shown is taken to last
SETTLED = 6  # times as long: while builds follow one another, those of the scopes are made of each of them anew
NOWHERE = "-"  # a word that nothing holds: in what is searched, it is a space
# The kinds that sql/search has a query of. Schools are too many to be known one by one: schools/screen/found.sql.
KINDS = ("territories", "objectives", "indicators", "actions", "messages")
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


@dataclass(frozen=True)
class Entry:
    """A thing that can be found, and the folded texts it is known by; `searched` stands between two spaces."""

    row: Row
    exact: frozenset[str]
    title: str
    searched: str

    def place(self, text: str) -> int:
        """How near it is to what is searched, 0 being the nearest."""
        if text in self.exact:
            return 0
        if self.title.startswith(text):
            return 1
        if f" {text}" in self.title:
            return 2
        return 3 if text in self.searched else 4


@dataclass(frozen=True)
class Matches:
    """The nearest things of a kind, and how many there are in all."""

    rows: tuple[Row, ...] = ()
    count: int = 0


def words(typed: str) -> str:
    """What is searched for in what was typed: no case, no accent, nothing but letters and figures."""
    return fold(typed[:LONGEST])


def entries(rows: Iterable[Row]) -> tuple[Entry, ...]:
    """The rows of a query of sql/search, with their texts folded once for every search."""
    return tuple(
        Entry(row, frozenset(map(fold, row["exact"])), fold(row["title"] or ""), f" {fold(row['searched'])} ")
        for row in rows
    )


def best(entries: Sequence[Entry], text: str) -> Matches:
    """Of the things known, those that hold every word or bear this very name, the nearest first."""
    # a number counts when it is whole: « 1 » is not in « 31 »
    each = [f" {word} " if word.isdecimal() else word for word in text.split()]
    matches = [entry for entry in entries if text in entry.exact or all(word in entry.searched for word in each)]
    matches.sort(key=lambda entry: entry.place(text))
    return Matches(tuple(entry.row for entry in matches[:SHOWN]), len(matches))


def find(text: str, campaign: str, hidden: Collection[str]) -> dict[str, Matches]:
    """What holds the words of a text, kind by kind; `hidden` are the pages that one has no use for."""
    of_marts = {kind: best(_known(kind, campaign), text) for kind in KINDS}
    return of_marts | {"schools": _schools(text), "pages": best(_pages(frozenset(hidden)), text)}


def _known(kind: str, campaign: str) -> tuple[Entry, ...]:
    return data.of_this_run(lambda build: _entries(data.shown(), build, kind, campaign))


@of_build(30_000)
def _entries(settings: Settings, build: data.Build, kind: str, campaign: str) -> tuple[Entry, ...]:
    return entries(builds.rows(settings, "search", kind, campaign=campaign))


def _schools(text: str) -> Matches:
    """The schools found in the départements whose schools are seen; editions keep none."""
    places = {} if data.edition() else {row.territory_code: row.name for row in schools.departments()}
    rows = schools.rows("found", text=text, departments=tuple(places)) if places else ()
    named = tuple({**row, "department": places[row["territory_code"]]} for row in rows)
    return Matches(named, rows[0]["found"] if rows else 0)


def prepare() -> None:
    """Reads all that can be found, aside and once for each build: whoever searches first does not wait for it. Not of a
    build that has just come: where many deposit, the next one takes its place before anybody searches it."""
    if not data.shows_figures() or not _has_lasted():
        return
    here, campaigns = schools.sight(), tuple(row.campaign for row in data.rows(ListedCampaign))
    places = () if data.edition() else tuple(row.territory_code for row in schools.departments())
    data.of_this_run(lambda build: _prepared(data.shown(), build, campaigns, here, places))


def _has_lasted() -> bool:
    (_, _, shown), (_, _, present) = data.build(), data.present_build()
    now, second = time.time_ns(), 1_000_000_000
    return now - shown >= LASTING * second and now - present >= SETTLED * LASTING * second


@of_build(64)
def _prepared(
    settings: Settings, build: data.Build, campaigns: tuple[str, ...], here: Sight, places: tuple[str, ...]
) -> threading.Thread:
    def read() -> None:
        # the build may be replaced meanwhile: it is then the next one that is prepared
        with suppress(NoWarehouse, OSError, duckdb.Error):
            for kind, campaign in product(KINDS, campaigns):
                _entries(settings, build, kind, campaign)
            if places:
                schools.prepare(here, build, text=NOWHERE, departments=places)

    # waited for where the program ends: cut off in the middle of a query, it would take the program down
    reading = threading.Thread(target=read, name="search")
    reading.start()
    return reading


def _pages(hidden: frozenset[str]) -> tuple[Entry, ...]:
    rows = (
        {"page": page, "title": label, "exact": (), "searched": f"{label} {ALSO.get(page, '')}"}
        for page, label in shell.ALL_PAGES.items()
        if page not in hidden and page not in REACHED
    )
    return entries(rows)
