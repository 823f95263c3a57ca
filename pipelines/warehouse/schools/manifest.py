"""Which files of rows a build rests on: a manifest that never changes; what no manifest names any more is removed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from pipelines.settings import Settings
from pipelines.warehouse.schools.segments import publish
from pipelines.warehouse.schools.winning_rows import Campaign

KEPT_MANIFESTS = 3  # that of the current build, and those a reader may still be looking at


@dataclass(frozen=True)
class Manifest:
    """The files of rows, one a campaign, from the folder of schools; the files received, by the number of each."""

    rows: tuple[str, ...]
    sources: dict[int, str]


def write_manifest(settings: Settings, campaigns: list[Campaign], sources: dict[int, str]) -> str | None:
    """Publishes the manifest of these campaigns. Returns its name; None where no school said anything."""
    if not campaigns:
        return None
    rows = [one.rows.relative_to(settings.schools).as_posix() for one in campaigns]
    content = json.dumps(
        {"rows": rows, "keys": [one.key for one in campaigns], "sources": sources}, sort_keys=True
    ).encode()
    name = hashlib.sha256(content).hexdigest()[:24]
    path = _path(settings, name)
    if path.exists():
        path.touch()
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        publish(path, content)
    return name


def read_manifest(settings: Settings, name: str | None) -> Manifest:
    """What a build rests on; nothing where it has no school, or where its rows are not kept any more."""
    path = _path(settings, name or "none")
    if not path.exists():
        return Manifest((), {})
    said = json.loads(path.read_text(encoding="utf-8"))
    rows = tuple(one for one in said["rows"] if (settings.schools / one).exists())
    return Manifest(rows, {int(number): sha256 for number, sha256 in said["sources"].items()})


def sweep(settings: Settings, current: str | None) -> None:
    """Removes what no manifest that is kept names."""
    found = sorted((settings.schools / "manifests").glob("*.json"), key=lambda path: path.stat().st_mtime)
    kept = {path for path in found if path.stem == current} | set(found[-KEPT_MANIFESTS:])
    keys = {key for path in kept for key in json.loads(path.read_text(encoding="utf-8"))["keys"]}
    for path in set(found) - kept:
        path.unlink(missing_ok=True)
    for pattern in ("campaign=*/*.parquet", "closed/*.parquet", "sums/*.parquet"):
        for path in settings.schools.glob(pattern):
            if path.stem not in keys:
                path.unlink(missing_ok=True)


def _path(settings: Settings, name: str) -> Path:
    return settings.schools / "manifests" / f"{name}.json"
