"""Which files of rows a build rests on: a manifest that never changes; what no manifest names any more is removed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.queries import run
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
    rows = [campaign.rows.relative_to(settings.schools).as_posix() for campaign in campaigns]
    content = json.dumps(
        {"rows": rows, "keys": [campaign.key for campaign in campaigns], "sources": sources}, sort_keys=True
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
    content = json.loads(path.read_text(encoding="utf-8"))
    rows = tuple(file for file in content["rows"] if (settings.schools / file).exists())
    return Manifest(rows, {int(number): sha256 for number, sha256 in content["sources"].items()})


def named_by(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The name of the manifest that the build of a connection rests on; None where it has no school."""
    [(name,)] = run(connection, "select school_manifest from core.build").fetchall()
    return name


def sweep(settings: Settings, current: str | None) -> None:
    """Removes what no manifest that is kept names."""
    paths = sorted((settings.schools / "manifests").glob("*.json"), key=lambda path: path.stat().st_mtime)
    retained = {path for path in paths if path.stem == current} | set(paths[-KEPT_MANIFESTS:])
    keys = {key for path in retained for key in json.loads(path.read_text(encoding="utf-8"))["keys"]}
    for path in set(paths) - retained:
        path.unlink(missing_ok=True)
    for pattern in ("campaign=*/*.parquet", "closed/*.parquet", "sums/*.parquet"):
        for path in settings.schools.glob(pattern):
            if path.stem not in keys:
                path.unlink(missing_ok=True)


def _path(settings: Settings, name: str) -> Path:
    return settings.schools / "manifests" / f"{name}.json"
