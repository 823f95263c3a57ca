"""Writes docs/licences.md and docs/homologation.md from the lock, the licences and the threats.

python -m tools.supply.documents
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from indicators.typography import typeset
from tools.supply.inventory import groups, installed, licence, policy, refused
from tools.supply.lock import INSTALLER, PROJECT, ROOT, Locked, locked

HERE = Path(__file__).parent
LICENCES_PAGE = Path("docs") / "licences.md"
HOMOLOGATION_PAGE = Path("docs") / "homologation.md"


def documents() -> dict[Path, str]:
    """Path from the root of the project → content."""
    return {LICENCES_PAGE: typeset(licences_page()), HOMOLOGATION_PAGE: typeset(homologation_page())}


def expressions() -> dict[str, str]:
    """Locked package → its licence."""
    found = installed()
    return {one.name: licence(one.name, found.get(one.name)) for one in locked()}


def licences_page() -> str:
    packages, brought, under = locked(), groups(), expressions()
    parts = []
    for group, title in policy()["group"].items():
        rows = [_package(one, under[one.name]) for one in packages if brought.get(one.name) == group]
        if rows:
            parts += [f"## {title}", "", _table(("Paquet", "Version", "Licence", "Pourquoi"), rows), ""]
    reasons = [
        (f"`{name}`", one["licence"], one["reason"])
        for name, one in sorted(policy()["package"].items())
        if one.get("reason") and name in under
    ]
    others = [(one["name"], f"`{one['where']}`", one["licence"], one["note"]) for one in policy()["other"]]
    return _page("licences.md").format(
        groups="\n".join(parts),
        exceptions=_table(("Paquet", "Licence", "Raison"), reasons),
        others=_table(("Quoi", "Où", "Licence", "Remarque"), others),
    )


def _package(one: Locked, expression: str) -> tuple[str, ...]:
    """Its own purpose where we ask for it ourselves, otherwise who brings it."""
    asked = {PROJECT, INSTALLER} & set(one.wanted_by)
    purpose = policy()["purpose"].get(one.name, "") if asked else ""
    brought = "vient avec " + ", ".join(name for name in one.wanted_by if name not in asked)
    return f"`{one.name}`", one.version, expression, purpose or ("" if asked else brought)


def threats() -> dict[str, Any]:
    return tomllib.loads((HERE / "threats.toml").read_text(encoding="utf-8"))


def homologation_page() -> str:
    every = threats()
    numbered = list(enumerate(every["threat"], start=1))
    proofs = {test for _, one in numbered for measure in one["measures"] for test in measure["tests"]}
    measures = sum(len(one["measures"]) for _, one in numbered)
    left = [f"- **{number}.** {one['left']}" for number, one in numbered if one.get("left")]
    parts = []
    for family, title in every["family"].items():
        rows = [row for number, one in numbered if one["family"] == family for row in _measures(number, one)]
        parts += [f"### {title}", "", _table(("N°", "Menace", "Mesure", "Preuve"), rows), ""]
    return _page("homologation.md").format(
        summary=f"{len(numbered)} menaces, {measures} mesures, {len(proofs)} tests qui les prouvent.",
        threats="\n".join(parts),
        left="\n".join(left),
    )


def _measures(number: int, threat: dict[str, Any]) -> Iterable[tuple[str, ...]]:
    """A row for each measure; the threat is said on its first one."""
    for place, measure in enumerate(threat["measures"]):
        proofs = "<br>".join(f"`{test}`" for test in measure["tests"])
        head = (str(number), threat["title"]) if place == 0 else ("", "")
        yield (*head, measure["text"], proofs)


def _table(headers: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [headers, ("---",) * len(headers), *rows]
    return "\n".join(
        "| " + " | ".join(cell if "`" in cell else typeset(cell) for cell in line) + " |" for line in lines
    )


def _page(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def main() -> None:
    for path, content in documents().items():
        (ROOT / path).write_text(content, encoding="utf-8")
    wrong = refused(expressions())
    for line in wrong:
        print(line)
    print(f"{len(expressions())} paquets, {len(threats()['threat'])} menaces.")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
