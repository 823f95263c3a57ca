"""`pilotage freeze` and `pilotage verify`: what is published stays as it was."""

from __future__ import annotations

import csv
from pathlib import Path

from pipelines.cli.terminal import say
from pipelines.commands.operator import note
from pipelines.releases.freeze import damages, editions, freeze, reserves
from pipelines.settings import settings, shown_settings

FORMULA_SIGNS = ("=", "+", "-", "@", "\t")
HEADERS = ("type", "clé", "objet", "fait", "phrase")


def freeze_edition(name: str, campaign: str, table: Path, dossiers: bool = False) -> int:
    """Freezes an edition once `table` has a sentence for every reserve; else writes it. Returns the exit code."""
    where = settings()
    owed = reserves(where, campaign)
    sentences = _sentences(table)
    silent = [one for one in owed if not sentences.get(one["key"])]
    if silent:
        _write(table, owed, sentences)
        say(
            f"{len(silent)} refus ou écarts attendent leur phrase : complétez la colonne « phrase » de « {table} », "
            "puis relancez la même commande. Rien n'a été figé."
        )
        return 1
    edition = freeze(where, name, campaign, sentences, dossiers=dossiers)
    owned = len(edition.acknowledgements)
    note(where, "freeze", "NAT-FR", edition.content_digest, edition=edition.slug, campaign=campaign, reserves=owned)
    say(f"Édition « {edition.name} » figée dans « {where.editions / edition.slug} », {owned} réserves assumées.")
    return 0


def verify() -> int:
    """Says which kept files have changed. Returns the exit code."""
    where = shown_settings()
    found = damages(where)
    for one in found:
        say(f"Altéré ou perdu : {one}")
    if not found:
        say(f"Tout est intact : fichiers reçus et {len(editions(where))} édition(s).")
    return 1 if found else 0


def _sentences(table: Path) -> dict[str, str]:
    if not table.exists():
        return {}
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file, delimiter=";")
        return {row["clé"]: (row.get("phrase") or "").strip() for row in rows if row.get("clé")}


def _write(table: Path, owed: list[dict[str, str]], sentences: dict[str, str]) -> None:
    with table.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADERS)
        for one in owed:
            key = one["key"]
            cells = (one["kind"], key, one["subject"], one["fact"], sentences.get(key, ""))
            writer.writerow([f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell for cell in cells])
