"""The commands that tell figures and their collection: explain (a figure down to its cells), status (who answered)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.cli.options import Json, OneCampaign
from pipelines.cli.terminal import draw, print_json, say, table

if TYPE_CHECKING:
    from rich.tree import Tree

    from pipelines.facts.explain import Explanation
    from pipelines.facts.rows.indicators import ExplainedFigure, ReadCell

Row = dict[str, Any]
SHOWN_LINES = 40
LEVELS = ("department", "region", "national")


def explain(
    territory: Annotated[str, typer.Argument(help="Code ou nom : DEPT-59, REG-32, NAT-FR.", metavar="TERRITOIRE")],
    indicator: Annotated[str, typer.Argument(help="Code de l'indicateur : O04-1.", metavar="INDICATEUR")],
    campaign: Annotated[
        str | None, typer.Argument(help="Année scolaire ; la dernière par défaut.", metavar="CAMPAGNE")
    ] = None,
    json: Json = False,
) -> None:
    """Explique un chiffre : formule, ce qui est retenu, territoires additionnés, jusqu'aux cellules."""
    from dataclasses import asdict

    from rich.tree import Tree

    from pipelines.facts.explain import explain as explanation_of
    from pipelines.facts.explain import reference_said
    from pipelines.settings import shown_settings

    explanation = explanation_of(shown_settings(), territory, indicator, campaign)
    if json:
        print_json(asdict(explanation))
        return
    definition = explanation.indicator
    tree = Tree(_plain(f"{definition.indicator_id} {definition.title} — {explanation.figure.campaign}"))
    _grow(tree, explanation)
    if beside := reference_said(explanation.reference):
        tree.add(_plain(beside))
    draw(tree)


def _grow(tree: Tree, explanation: Explanation) -> None:
    from indicators.typography import percent
    from pipelines.facts.explain import ends, progress_formula

    row = explanation.figure
    branch = tree.add(_plain(f"{row.name} ({row.territory_code}) : {explanation.formula}"))
    branch.add(_plain(_standing(row)))
    progress = progress_formula(row, explanation.indicator)
    if progress:
        branch.add(_plain(f"Avancement : {progress} ; attendu {percent(row.expected_progress)}"))
        branch.add(_plain(f"De {ends(row, explanation.indicator)}"))
    for discrepancy in explanation.discrepancies:
        branch.add(_plain(_disagreement(discrepancy)))
    for cell in explanation.cells:
        branch.add(_plain(_cell(cell)))
    for child in explanation.tree:
        _grow(branch, child)


def _standing(row: ExplainedFigure) -> str:
    from indicators.words import words

    parts = [words()["status"][row.status]]
    if row.basis:
        parts.append(words()["basis"][row.basis])
    if (row.territories_expected or 0) > 1:
        parts.append(f"{row.territories_answered} sur {row.territories_expected} ont répondu")
    if row.partial:
        parts.append(words()["partial"]["said"])
    return " ; ".join(parts)


def _disagreement(row: Row) -> str:
    from indicators.typography import quantity
    from indicators.words import words

    retained = f"{quantity(row['retained_numerator'])} sur {quantity(row['retained_denominator'])}"
    other = f"{quantity(row['other_numerator'])} sur {quantity(row['other_denominator'])}"
    basis = words()["basis"]
    return (
        f"Écart : retenu {retained} ({basis[row['retained_basis']]}), aussi reçu {other} ({basis[row['other_basis']]})"
    )


def _cell(cell: ReadCell) -> str:
    from indicators.words import words

    read = " / ".join(v for v in (cell.value_read_numerator, cell.value_read_denominator) if v)
    sheet = f"feuille « {cell.sheet.strip()} », " if cell.sheet else ""
    reasons = words()["provenance_reason"]
    outcome = "retenu" if cell.retained else reasons.get(cell.reason or "", "non retenu")
    return f"{cell.source_file}, {sheet}cellule {cell.cell} : « {read} » ({outcome})"


def _plain(text: str) -> str:
    """A label of the tree: French spaces, and nothing taken for markup."""
    from indicators.typography import typeset

    return typeset(text).replace("[", "\\[")


def status(campaign: OneCampaign = None, json: Json = False) -> None:
    """Dit ce qui est arrivé, de qui, et ce qui manque."""
    answer = _collection(campaign)
    if json:
        print_json(answer)
    else:
        _show_collection(answer)


def _collection(campaign: str | None) -> dict[str, list[Row]]:
    """Committees by state, those that are silent, files refused: of one build, of one campaign or of all."""
    from pipelines.settings import shown_settings
    from pipelines.warehouse.builds import one_build, rows

    settings = shown_settings()
    with one_build(settings):
        return {
            name: rows(settings, "status", name, campaign=campaign, territory=None)
            for name in ("states", "silent", "refused", "extracts", "schools")
        }


def _show_collection(answer: dict[str, list[Row]]) -> None:
    from indicators.words import words

    _show_states(answer["states"])
    for campaign in sorted({row["campaign"] for row in answer["silent"]}):
        silent = [row for row in answer["silent"] if row["campaign"] == campaign]
        names = ", ".join(f"{row['name']} ({words()['collection'][row['state']].lower()})" for row in silent)
        say(f"\nSans remontée qui compte en {campaign} ({len(silent)}) : {names}.")
    _show_extracts(answer["extracts"])
    _show_schools(answer["schools"])
    for row in answer["refused"]:
        say(f"\nRefusé : {row['source_file']}. {row['reason']}")


def _show_extracts(extracts: list[Row]) -> None:
    """Which extract of each official table counts, where any was received."""
    from indicators.typography import day

    if not extracts:
        return
    lines = [[row["title"], row["source_file"], day(row["dated_on"]), _years(row), _whether(row)] for row in extracts]
    say("")
    table("Tableaux officiels reçus", ["Tableau", "Fichier", "Daté du", "Années", "Ce qui compte"], lines)


def _show_schools(coverage: list[Row]) -> None:
    """How many of the schools that each indicator concerns answered, département by département."""
    from indicators.typography import number, share
    from pipelines.facts.school_answers import out_of_expected

    if not coverage:
        return
    lines = [
        [
            row["campaign"],
            row["name"],
            row["indicator_id"],
            out_of_expected(row["answered"], row["expected"], row["concerns"]),
            share(row["answered"] / row["expected"]),
        ]
        for row in coverage[:SHOWN_LINES]
    ]
    say("")
    table("Réponses des établissements", ["Campagne", "Département", "Indicateur", "Ont répondu", "Complétude"], lines)
    if len(coverage) > SHOWN_LINES:
        say(f"… et {number(len(coverage) - SHOWN_LINES)} autres lignes : ajoutez --json pour tout lire.")


def _years(row: Row) -> str:
    from indicators.typography import ABSENT

    first, last = row["first_campaign"], row["last_campaign"]
    return ABSENT if not first else first if first == last else f"{first} à {last}"


def _whether(row: Row) -> str:
    from indicators.typography import number

    if not row["counts"]:
        return "remplacé par un extrait plus récent" if row["superseded"] else "rien de l'extrait ne compte"
    if not row["superseded"]:
        return "compte"
    return f"compte pour {number(row['territories_counted'])} territoires sur {number(row['territories'])}"


def _show_states(states: list[Row]) -> None:
    from indicators.words import words

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
