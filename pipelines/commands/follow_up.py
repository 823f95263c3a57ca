"""`pilotage status`: what came in, from whom, and what is missing."""

from __future__ import annotations

from typing import Any

from indicators.typography import ABSENT, day, number, share
from indicators.words import words
from pipelines.cli.terminal import print_json, say, table
from pipelines.settings import Settings, shown_settings
from pipelines.warehouse.builds import of_one_build, rows

SHOWN_LINES = 40
LEVELS = ("department", "region", "national")


def run(campaign: str | None, as_json: bool = False) -> int:
    """Shows the state of the collection, of one campaign or of all. Returns the exit code."""
    where = shown_settings()
    answer = _answer(where, campaign)
    if as_json:
        print_json(answer)
        return 0
    _show_states(answer["states"])
    for one in sorted({row["campaign"] for row in answer["silent"]}):
        silent = [row for row in answer["silent"] if row["campaign"] == one]
        names = ", ".join(f"{row['name']} ({words()['collection'][row['state']].lower()})" for row in silent)
        say(f"\nSans remontée qui compte en {one} ({len(silent)}) : {names}.")
    _show_extracts(answer["extracts"])
    _show_schools(answer["schools"])
    for row in answer["refused"]:
        say(f"\nRefusé : {row['source_file']}. {row['reason']}")
    return 0


@of_one_build
def _answer(where: Settings, campaign: str | None) -> dict[str, list[dict[str, Any]]]:
    return {
        name: rows(where, "status", name, campaign=campaign)
        for name in ("states", "silent", "refused", "extracts", "schools")
    }


def _show_extracts(extracts: list[dict[str, Any]]) -> None:
    """Which extract of each official table counts, where any was received."""
    if not extracts:
        return
    lines = [[row["title"], row["source_file"], day(row["dated_on"]), _years(row), _whether(row)] for row in extracts]
    say("")
    table("Tableaux officiels reçus", ["Tableau", "Fichier", "Daté du", "Années", "Ce qui compte"], lines)


def _show_schools(coverage: list[dict[str, Any]]) -> None:
    """How many of the schools that each indicator concerns answered, département by département."""
    if not coverage:
        return
    lines = [
        [row["campaign"], row["name"], row["indicator_id"], _of(row), share(row["answered"] / row["expected"])]
        for row in coverage[:SHOWN_LINES]
    ]
    say("")
    table("Réponses des établissements", ["Campagne", "Département", "Indicateur", "Ont répondu", "Complétude"], lines)
    if len(coverage) > SHOWN_LINES:
        say(f"… et {number(len(coverage) - SHOWN_LINES)} autres lignes : ajoutez --json pour tout lire.")


def _of(row: dict[str, Any]) -> str:
    """`19 collèges sur 19`."""
    only = row["concerns"][0] + "s" if row["concerns"] and len(row["concerns"]) == 1 else "établissements"
    return f"{number(row['answered'])} {only} sur {number(row['expected'])}"


def _years(row: dict[str, Any]) -> str:
    first, last = row["first_campaign"], row["last_campaign"]
    return ABSENT if not first else first if first == last else f"{first} à {last}"


def _whether(row: dict[str, Any]) -> str:
    if not row["counts"]:
        return "remplacé par un extrait plus récent" if row["superseded"] else "rien de l'extrait ne compte"
    if not row["superseded"]:
        return "compte"
    return f"compte pour {number(row['territories_counted'])} territoires sur {number(row['territories'])}"


def _show_states(states: list[dict[str, Any]]) -> None:
    collection = words()["collection"]
    count = {(row["campaign"], row["level"], row["state"]): row["committees"] for row in states}
    rows = [
        [campaign, words()["level"][level], *(str(count.get((campaign, level, state), 0)) for state in collection)]
        for campaign in sorted({row["campaign"] for row in states})
        for level in LEVELS
        if any(key[:2] == (campaign, level) for key in count)
    ]
    numbers = frozenset(range(2, 2 + len(collection)))
    table("État de la collecte", ["Campagne", "Niveau", *collection.values()], rows, right=numbers)
