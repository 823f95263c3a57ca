"""Writes docs/mutation.md from what was tried: how many changes are seen, and why the others are not."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
KINDS = {
    "operator": "opérateur",
    "filter": "filtre",
    "join": "jointure",
    "order": "ordre",
    "sum": "agrégat",
    "number": "constante",
    "motif": "motif de texte",
    "python": "Python",
}
PARTS = {
    "lecture des valeurs, en SQL": ("pipelines/sql/macros.sql", "pipelines/sql/staging/"),
    "lecture des valeurs, en Python": ("pipelines/ingest/", "indicators/territories.py"),
    "consolidation": ("pipelines/sql/core/", "indicators/sql/core/", "indicators/sql/marts/discrepancy.sql"),
    "avancement": ("indicators/sql/formula.sql", "indicators/sql/marts/"),
    "contrôles": ("pipelines/sql/checks/",),
}
INTRODUCTION = """# Ce que les tests voient du calcul

Page écrite par `make mutation` : le calcul est changé d'un signe (un opérateur, une jointure, un filtre, un ordre, une
constante, un motif de texte), refait sur tous les comptes rendus que les tests inventent, et les tests qui regardent
ce qui a bougé sont rejoués. Un changement en Python est d'abord montré aux tests qui ne refont pas le calcul ; s'ils ne
voient rien, à ceux des comptes rendus de moins de 300 ko qui se lisent alors autrement. Un changement qui n'est vu de
personne est soit sans effet (la raison est dite), soit un test qui manque.
"""
HEAD = "| {} | engendrés | essayés | vus | sans effet, expliqués | ni vus ni expliqués | vus, hors sans effet |"
RULE = "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
Result = dict[str, Any]
Mutated = tuple[str, str]  # file and kind


def reason(mutant: str) -> str:
    """Why a change that no test sees does no harm, or nothing."""
    reasons = tomllib.loads((HERE / "explained.toml").read_text(encoding="utf-8"))["reason"]
    return next((entry["why"] for entry in reasons if re.search(entry["pattern"], mutant)), "")


def line(name: str, results: list[Result], generated: int) -> str:
    """How many there are, were tried, seen, explained; the share is of those that are not explained."""
    count = Counter(
        "seen" if result["seen_by"] else "explained" if reason(result["mutant"]) else "not" for result in results
    )
    share = 100 * count["seen"] / max(1, count["seen"] + count["not"])
    figures = f"{generated} | {count.total()} | {count['seen']} | {count['explained']} | {count['not']}"
    return f"| {name} | {figures} | {share:.1f}\u202f% |".replace(".", ",")


def page(results: list[Result], generated: list[Mutated]) -> str:
    """`generated` names every change that there is, tried or not."""
    tried = [result for result in results if not result["seen_by"].startswith("invalid")]
    lines = [
        INTRODUCTION,
        f"{len(results)} changements essayés sur {len(generated)}"
        + (
            ", tous."
            if len(results) == len(generated)
            else " ; là où une partie n'est pas essayée en entier, la colonne « essayés » le dit."
        ),
        f"{len(results) - len(tried)} donnent une requête qui n'a pas de sens : ils ne comptent pas dans ce qui suit.",
        "",
        HEAD.format("partie"),
        RULE,
    ]
    for name, starts in PARTS.items():
        if mine := [result for result in tried if result["file"].startswith(starts)]:
            lines.append(line(name, mine, sum(file.startswith(starts) for file, _ in generated)))
    lines += [line("**ensemble**", tried, len(generated)), "", HEAD.format("changement"), RULE]
    for kind, name in KINDS.items():
        if mine := [result for result in tried if result["kind"] == kind]:
            lines.append(line(name, mine, sum(result == kind for _, result in generated)))
    return "\n".join([*lines, "", *_survivors(tried)]) + "\n"


def _survivors(tried: list[Result]) -> list[str]:
    """Grouped by reason: those that nobody explains first."""
    groups: dict[str, list[str]] = {"": []}
    for result in sorted(tried, key=lambda result: result["mutant"]):
        if not result["seen_by"]:
            groups.setdefault(reason(result["mutant"]), []).append(result["mutant"])
    lines = ["## Ceux que personne ne voit", ""]
    for why, names in groups.items():
        if names:
            lines += [f"**{why or 'À voir : un test manque'}**", "", *(f"- {_shown(name)}" for name in names), ""]
    return lines[:-1]


def _shown(name: str) -> str:
    return name.replace("\n", " ")


def write_page(root: Path, results: list[Result], generated: list[Mutated]) -> None:
    """In the tree that asked, not in the copy that was changed."""
    (root / "docs" / "mutation.md").write_text(page(results, generated), encoding="utf-8")
