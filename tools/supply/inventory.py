"""What is locked and what is installed: who asks for each package, what for, under which licence."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.supply.lock import INSTALLER, PROJECT, ROOT, Locked, locked

POLICY = Path(__file__).with_name("licences.toml")
RUNTIME = "runtime"
UNKNOWN = ""


@cache
def policy() -> dict[str, Any]:
    return tomllib.loads(POLICY.read_text(encoding="utf-8"))


@cache
def wanted() -> dict[str, tuple[Requirement, ...]]:
    """Group (RUNTIME or the name of an extra) → what pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = {RUNTIME: project["dependencies"], **project["optional-dependencies"]}
    return {name: tuple(map(Requirement, lines)) for name, lines in groups.items()}


def installed() -> dict[str, Distribution]:
    return {canonicalize_name(distribution.name): distribution for distribution in distributions()}


def groups(packages: Iterable[Locked] | None = None) -> dict[str, str]:
    """Locked package → the group that brings it; what runs on a server comes first."""
    needs: dict[str, set[str]] = {}
    for package in locked() if packages is None else packages:
        for asker in package.wanted_by:
            needs.setdefault(asker, set()).add(package.name)
    direct = {name: {canonicalize_name(each.name) for each in requirements} for name, requirements in wanted().items()}
    group_of: dict[str, str] = {}
    for group in _ordered(direct):
        waiting = [*direct.get(group, needs.get(group, ()))]
        while waiting:
            name = waiting.pop()
            if name not in group_of and name != PROJECT:
                group_of[name] = group
                waiting += needs.get(name, ())
    return group_of


def _ordered(direct: Mapping[str, object]) -> list[str]:
    """Runtime, then the extras one may install on a server, then what only develops, then what only installs."""
    return [RUNTIME, *sorted(direct.keys() - {RUNTIME, "dev"}), "dev", INSTALLER]


def licence(name: str, distribution: Distribution | None) -> str:
    """The SPDX expression a package declares, or that the policy writes for it; UNKNOWN where nobody says."""
    declared = _declared(distribution) if distribution else UNKNOWN
    return declared or policy()["package"].get(name, {}).get("licence", UNKNOWN)


def _declared(distribution: Distribution) -> str:
    metadata = distribution.metadata
    if metadata["License-Expression"]:
        return _expression(metadata["License-Expression"])
    lines = (metadata["License"] or "").strip().splitlines()
    classifiers = [
        classifier.rpartition(" :: ")[2]
        for classifier in metadata.get_all("Classifier") or []
        if classifier[:7] == "License"
    ]
    licences = [*(lines if len(lines) == 1 else ()), *(classifiers if len(classifiers) == 1 else ())]
    for word in licences:
        alias = policy()["alias"].get(word, word)
        if expression := (_which_bsd(distribution) if alias == "BSD" else _expression(alias)):
            return expression
    return UNKNOWN


def _expression(text: str) -> str:
    try:
        return canonicalize_license_expression(text)
    except InvalidLicenseExpression:
        return UNKNOWN


def _which_bsd(distribution: Distribution) -> str:
    """« BSD » alone says neither which nor how many clauses: the text that comes with the package does."""
    named = [file for file in distribution.files or () if re.search(r"LICEN[CS]E|COPYING", file.name, re.IGNORECASE)]
    text = " ".join("".join(file.read_text(encoding="utf-8") for file in named).split())
    text = text or distribution.metadata["License"] or ""
    if "Redistributions in binary form" not in text:
        return UNKNOWN
    return "BSD-3-Clause" if re.search(r"Neither the names? of|not be used to endorse", text) else "BSD-2-Clause"


def accepted(expression: str) -> bool:
    """Whether one of the choices an expression offers (OR) is made of permissive licences alone (AND)."""
    if not expression or "(" in expression:
        return False
    choices = [re.split(r" AND ", choice) for choice in expression.split(" OR ")]
    return any(all(licence in policy()["permissive"] for licence in choice) for choice in choices)


def refused(expressions: dict[str, str]) -> list[str]:
    """Each package whose licence is neither permissive nor taken on for a written reason, with what to do."""
    lines = []
    for name, expression in sorted(expressions.items()):
        entry = policy()["package"].get(name, {})
        if not expression:
            lines.append(f"{name} : licence inconnue ; lisez-la et écrivez-la dans licences.toml.")
        elif not accepted(expression) and not (entry.get("reason") and entry["licence"] == expression):
            lines.append(
                f"{name} : {expression} n'est pas acceptée ; donnez-en la raison dans licences.toml ou retirez-le."
            )
    return lines
