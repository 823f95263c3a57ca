"""The commands of what is published and stays as it was: freeze, verify."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.operator import note
from pipelines.cli.terminal import say

FORMULA_SIGNS = ("=", "+", "-", "@", "\t")
HEADERS = ("type", "clé", "objet", "fait", "phrase")


def freeze(
    name: Annotated[
        str, typer.Argument(help="Nom de l'édition, par exemple « Comité de novembre 2026 ».", metavar="NOM")
    ],
    campaign: Annotated[str, typer.Option("--campaign", "-c", help="Année scolaire de l'édition.")],
    reserves: Annotated[
        Path, typer.Option(help="Tableau .csv des refus et écarts, une phrase par ligne.", dir_okay=False)
    ] = Path("reserves.csv"),
    dossiers: Annotated[
        bool, typer.Option("--dossiers", help="Garde aussi le dossier Excel de chaque territoire.")
    ] = False,
) -> None:
    """Garde pour toujours les chiffres d'une campagne, ses définitions et ses réserves."""
    from pipelines.releases import freeze as releases
    from pipelines.settings import settings as environment_settings

    settings = environment_settings()
    owed, sentences = releases.reserves(settings, campaign), _sentences(reserves)
    silent = [reserve for reserve in owed if not sentences.get(reserve["key"])]
    if silent:
        _write(reserves, owed, sentences)
        say(
            f"{len(silent)} refus ou écarts attendent leur phrase : complétez la colonne « phrase » de « {reserves} », "
            "puis relancez la même commande. Rien n'a été figé."
        )
        raise typer.Exit(1)
    edition = releases.freeze(settings, name, campaign, sentences, dossiers=dossiers)
    owned = len(edition.acknowledgements)
    note(settings, "freeze", "NAT-FR", edition.content_digest, edition=edition.slug, campaign=campaign, reserves=owned)
    say(f"Édition « {edition.name} » figée dans « {settings.editions / edition.slug} », {owned} réserves assumées.")


def verify() -> None:
    """Vérifie, octet par octet, ce qui est reçu, décidé, publié ou figé."""
    from pipelines.releases.freeze import damages, editions
    from pipelines.settings import shown_settings

    settings = shown_settings()
    altered = damages(settings)
    for name in altered:
        say(f"Altéré ou perdu : {name}")
    if altered:
        raise typer.Exit(1)
    say(f"Tout est intact : fichiers reçus et {len(editions(settings))} édition(s).")


def _sentences(table: Path) -> dict[str, str]:
    """The sentence typed for each reserve, by its key."""
    import csv

    if not table.exists():
        return {}
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file, delimiter=";")
        return {row["clé"]: (row.get("phrase") or "").strip() for row in rows if row.get("clé")}


def _write(table: Path, owed: list[dict[str, str]], sentences: dict[str, str]) -> None:
    """Writes the table to complete, with what was already typed; no cell of it is read as a formula."""
    import csv

    with table.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADERS)
        for reserve in owed:
            key = reserve["key"]
            cells = (reserve["kind"], key, reserve["subject"], reserve["fact"], sentences.get(key, ""))
            writer.writerow([f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell for cell in cells])
