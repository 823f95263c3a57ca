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
    found = installed()
    project = found.pop(PROJECT)
    brought = groups()
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", **_identity(PROJECT, project)}},
        "components": [
            {"type": "library", **_identity(name, found[name]), "scope": _scope(brought.get(name))}
            for name in sorted(found)
        ],
        "dependencies": [_edges(name, one, found) for name, one in sorted({**found, PROJECT: project}.items())],
    }


def _identity(name: str, one: Distribution) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": name,
        "version": one.version,
        "bom-ref": _reference(name, one),
        "purl": _reference(name, one),
    }
    expression = licence(name, one)
    simple = {"license": {"id": expression}}
    if expression:
        said["licenses"] = [simple if " " not in expression else {"expression": expression}]
    return said


def _reference(name: str, one: Distribution) -> str:
    return f"pkg:pypi/{name}@{one.version}"


def _scope(group: str | None) -> str:
    """CycloneDX's words: what runs, what may run, and what a server never needs."""
    if group == RUNTIME:
        return "required"
    return "optional" if group in wanted().keys() - {RUNTIME, "dev"} else "excluded"


def _edges(name: str, one: Distribution, found: dict[str, Distribution]) -> dict[str, Any]:
    """What a package asks for on this system, without its extras; the project, with all of its own."""
    asked = [each for group in wanted().values() for each in group] if name == PROJECT else _asked(one)
    names = sorted({canonicalize_name(each.name) for each in asked} & found.keys())
    return {"ref": _reference(name, one), "dependsOn": [_reference(other, found[other]) for other in names]}


def _asked(one: Distribution) -> list[Requirement]:
    every = [Requirement(text) for text in one.requires or ()]
    return [asked for asked in every if asked.marker is None or asked.marker.evaluate({"extra": ""})]


def main() -> None:
    output = Path(sys.argv[1]) if sys.argv[1:] else OUTPUT
    output.parent.mkdir(parents=True, exist_ok=True)
    content = inventory()
    output.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(f"{output.name} : {len(content['components'])} composants.")


if __name__ == "__main__":
    main()
