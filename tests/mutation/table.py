"""Writes docs/mutation.md from what score.py found: how many changes are seen, and why the others are not."""

from __future__ import annotations

import json
import re
import sys
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
}
INTRODUCTION = """# Ce que les tests voient du calcul

Page écrite par `make mutation` : chaque ligne de SQL est changée d'un signe (un opérateur, une jointure, un filtre, un
ordre), l'entrepôt est reconstruit, et l'on regarde si un test le voit. Un changement qui n'est vu de personne est soit
sans effet (il est expliqué), soit un test qui manque.
"""


def reason(mutant: str) -> str:
    """Why a change that no test sees does no harm, or nothing."""
    reasons = tomllib.loads((HERE / "explained.toml").read_text(encoding="utf-8"))["reason"]
    return next((one["why"] for one in reasons if re.search(one["pattern"], mutant)), "")


def page(results: list[dict[str, Any]]) -> str:
    tried = [one for one in results if one["seen_by"] != "invalid"]
    lines = [
        INTRODUCTION,
        f"Changements tirés au sort ou essayés : {len(results)}.",
        "",
        "| changement | essayés | vus | sans effet, expliqués | vus, hors sans effet |",
    ]
    lines.append("| --- | ---: | ---: | ---: | ---: |")
    for kind, name in [*KINDS.items(), ("", "**ensemble**")]:
        mine = [one for one in tried if kind in ("", one["kind"])]
        count = Counter("seen" if one["seen_by"] else "explained" if reason(one["mutant"]) else "not" for one in mine)
        if mine:
            share = 100 * count["seen"] / max(1, len(mine) - count["explained"])
            figures = f"{len(mine)} | {count['seen']} | {count['explained']} | {share:.0f}\u202f%".replace(".", ",")
            lines.append(f"| {name} | {figures} |")
    lines += ["", f"{len(results) - len(tried)} autres donnent une requête qui n'a pas de sens : ils ne comptent pas."]
    lines += ["", "## Ceux que personne ne voit", "", "| changement | pourquoi |", "| --- | --- |"]
    for one in sorted(tried, key=lambda one: one["mutant"]):
        if not one["seen_by"]:
            shown = one["mutant"].replace("|", "\\|")
            lines.append(f"| {shown} | {reason(one['mutant']) or '**à voir**'} |")
    return "\n".join(lines) + "\n"


def write_page(root: Path, results: list[dict[str, Any]]) -> None:
    """In the tree that asked, not in the copy that was changed."""
    (root / "docs" / "mutation.md").write_text(page(results), encoding="utf-8")


if __name__ == "__main__":
    write_page(HERE.parents[1], json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
