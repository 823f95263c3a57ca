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
    distributions = installed()
    return {package.name: licence(package.name, distributions.get(package.name)) for package in locked()}


def licences_page() -> str:
    packages, brought, under = locked(), groups(), expressions()
    parts = []
    for group, title in policy()["group"].items():
        rows = [_package(entry, under[entry.name]) for entry in packages if brought.get(entry.name) == group]
        if rows:
            parts += [f"## {title}", "", _table(("Paquet", "Version", "Licence", "Pourquoi"), rows), ""]
    reasons = [
        (f"`{name}`", entry["licence"], entry["reason"])
        for name, entry in sorted(policy()["package"].items())
        if entry.get("reason") and name in under
    ]
    others = [(entry["name"], f"`{entry['where']}`", entry["licence"], entry["note"]) for entry in policy()["other"]]
    return _page("licences.md").format(
        groups="\n".join(parts),
        exceptions=_table(("Paquet", "Licence", "Raison"), reasons),
        others=_table(("Quoi", "Où", "Licence", "Remarque"), others),
    )


def _package(package: Locked, expression: str) -> tuple[str, ...]:
    """Its own purpose where we ask for it ourselves, otherwise who brings it."""
    direct = {PROJECT, INSTALLER} & set(package.wanted_by)
    purpose = policy()["purpose"].get(package.name, "") if direct else ""
    brought = "vient avec " + ", ".join(name for name in package.wanted_by if name not in direct)
    return f"`{package.name}`", package.version, expression, purpose or ("" if direct else brought)


def threats() -> dict[str, Any]:
    return tomllib.loads((HERE / "threats.toml").read_text(encoding="utf-8"))


def homologation_page() -> str:
    every = threats()
    numbered = list(enumerate(every["threat"], start=1))
    proofs = {test for _, threat in numbered for measure in threat["measures"] for test in measure["tests"]}
    measures = sum(len(threat["measures"]) for _, threat in numbered)
    remaining = [f"- **{number}.** {threat['left']}" for number, threat in numbered if threat.get("left")]
    parts = []
    for family, title in every["family"].items():
        rows = [row for number, threat in numbered if threat["family"] == family for row in _measures(number, threat)]
        parts += [f"### {title}", "", _table(("N°", "Menace", "Mesure", "Preuve"), rows), ""]
    return _page("homologation.md").format(
        summary=f"{len(numbered)} menaces, {measures} mesures, {len(proofs)} tests qui les prouvent.",
        threats="\n".join(parts),
        left="\n".join(remaining),
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
