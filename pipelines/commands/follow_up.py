"""`pilotage status`: what came in, from whom, and what is missing."""

from __future__ import annotations

from typing import Any

from indicators.words import words
from pipelines.cli.terminal import print_json, say, table
from pipelines.settings import Settings, shown_settings
from pipelines.warehouse.builds import of_one_build, rows

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
    for row in answer["refused"]:
        say(f"\nRefusé : {row['source_file']}. {row['reason']}")
    return 0


@of_one_build
def _answer(where: Settings, campaign: str | None) -> dict[str, list[dict[str, Any]]]:
    return {name: rows(where, "status", name, campaign=campaign) for name in ("states", "silent", "refused")}


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
