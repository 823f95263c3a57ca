"""Writes the inventory of what is installed as a CycloneDX file that never changes while nothing installed does.

    python -m tools.supply.sbom [FILE]

No date, no serial number, no folder of this machine: the same environment gives the same bytes.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.supply.inventory import RUNTIME, groups, installed, licence, wanted
from tools.supply.lock import PROJECT, ROOT

OUTPUT = ROOT / "build" / "sbom.cdx.json"


def inventory() -> dict[str, Any]:
    distributions = installed()
    project = distributions.pop(PROJECT)
    brought = groups()
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", **_identity(PROJECT, project)}},
        "components": [
            {"type": "library", **_identity(name, distributions[name]), "scope": _scope(brought.get(name))}
            for name in sorted(distributions)
        ],
        "dependencies": [
            _edges(name, distribution, distributions)
            for name, distribution in sorted({**distributions, PROJECT: project}.items())
        ],
    }


def _identity(name: str, distribution: Distribution) -> dict[str, Any]:
    component: dict[str, Any] = {
        "name": name,
        "version": distribution.version,
        "bom-ref": _reference(name, distribution),
        "purl": _reference(name, distribution),
    }
    expression = licence(name, distribution)
    simple = {"license": {"id": expression}}
    if expression:
        component["licenses"] = [simple if " " not in expression else {"expression": expression}]
    return component


def _reference(name: str, distribution: Distribution) -> str:
    return f"pkg:pypi/{name}@{distribution.version}"


def _scope(group: str | None) -> str:
    """CycloneDX's words: what runs, what may run, and what a server never needs."""
    if group == RUNTIME:
        return "required"
    return "optional" if group in wanted().keys() - {RUNTIME, "dev"} else "excluded"


def _edges(name: str, distribution: Distribution, distributions: dict[str, Distribution]) -> dict[str, Any]:
    """What a package asks for on this system, without its extras; the project, with all of its own."""
    requirements = [each for group in wanted().values() for each in group] if name == PROJECT else _asked(distribution)
    names = sorted({canonicalize_name(each.name) for each in requirements} & distributions.keys())
    return {
        "ref": _reference(name, distribution),
        "dependsOn": [_reference(other, distributions[other]) for other in names],
    }


def _asked(distribution: Distribution) -> list[Requirement]:
    every = [Requirement(text) for text in distribution.requires or ()]
    return [
        requirement for requirement in every if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    ]


def main() -> None:
    output = Path(sys.argv[1]) if sys.argv[1:] else OUTPUT
    output.parent.mkdir(parents=True, exist_ok=True)
    content = inventory()
    output.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(f"{output.name} : {len(content['components'])} composants.")


if __name__ == "__main__":
    main()
