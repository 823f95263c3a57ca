"""`pilotage explain`: the whole chain of a figure as a tree in the terminal, down to the cells."""

from __future__ import annotations

from dataclasses import asdict

from rich.tree import Tree

from indicators.typography import percent, quantity, typeset
from indicators.words import words
from pipelines.cli.terminal import draw, print_json
from pipelines.facts.explain import Explanation, Row, ends, explain, progress_formula, reference_said
from pipelines.settings import shown_settings

REASONS = words()["provenance_reason"]


def run(territory: str, indicator: str, campaign: str | None, as_json: bool = False) -> int:
    """Shows why a figure is what it is. Returns the exit code."""
    found = explain(shown_settings(), territory, indicator, campaign)
    if as_json:
        print_json(asdict(found))
        return 0
    definition = found.indicator
    tree = Tree(_plain(f"{definition['indicator_id']} {definition['title']} — {found.figure['campaign']}"))
    _grow(tree, found)
    if said := reference_said(found.reference):
        tree.add(_plain(said))
    draw(tree)
    return 0


def _grow(tree: Tree, found: Explanation) -> None:
    row = found.figure
    branch = tree.add(_plain(f"{row['name']} ({row['territory_code']}) : {found.formula}"))
    branch.add(_plain(_standing(found)))
    progress = progress_formula(row, found.indicator)
    if progress:
        branch.add(_plain(f"Avancement : {progress} ; attendu {percent(row['expected_progress'])}"))
        branch.add(_plain(f"De {ends(row, found.indicator)}"))
    for one in found.discrepancies:
        branch.add(_plain(_disagreement(one)))
    for cell in found.cells:
        branch.add(_plain(_cell(cell)))
    for child in found.tree:
        _grow(branch, child)


def _standing(found: Explanation) -> str:
    row = found.figure
    parts = [words()["status"][row["status"]]]
    if row["basis"]:
        parts.append(words()["basis"][row["basis"]])
    if (row["territories_expected"] or 0) > 1:
        parts.append(f"{row['territories_answered']} sur {row['territories_expected']} ont répondu")
    if row["partial"]:
        parts.append("valeur partielle")
    return " ; ".join(parts)


def _disagreement(one: Row) -> str:
    retained = f"{quantity(one['retained_numerator'])} sur {quantity(one['retained_denominator'])}"
    other = f"{quantity(one['other_numerator'])} sur {quantity(one['other_denominator'])}"
    basis = words()["basis"]
    return (
        f"Écart : retenu {retained} ({basis[one['retained_basis']]}), aussi reçu {other} ({basis[one['other_basis']]})"
    )


def _cell(cell: Row) -> str:
    read = " / ".join(v for v in (cell["value_read_numerator"], cell["value_read_denominator"]) if v)
    sheet = f"feuille « {cell['sheet'].strip()} », " if cell["sheet"] else ""
    kept = "retenu" if cell["retained"] else REASONS.get(cell["reason"], "non retenu")
    return f"{cell['source_file']}, {sheet}cellule {cell['cell']} : « {read} » ({kept})"


def _plain(text: str) -> str:
    """A label of the tree: French spaces, and nothing taken for markup."""
    return typeset(text).replace("[", "\\[")
