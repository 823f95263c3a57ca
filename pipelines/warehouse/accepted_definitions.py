"""The definitions in force: those of the last build, until somebody accepts that others move closed years."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from indicators.catalogue import PACKAGED, catalogue_digest, files
from indicators.governance import stated_in
from pipelines.ingest.cache import Progress
from pipelines.queries import query
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.store.files import make_folder, sync_tree, write_durably
from pipelines.warehouse.build import build
from pipelines.warehouse.build_on_copy import rehearse
from pipelines.warehouse.builds import NoWarehouse, counted, read, rows
from pipelines.warehouse.incremental import build_what_changed

WAITING = "waiting.json"
TOLD = 40  # figures of France told one by one


@dataclass(frozen=True)
class Waiting:
    """A catalogue that would move closed years, and was not accepted: `former` and `new` are digests.

    `moved` counts the figures; `told` are those of France: campaign, kind, id, and value, progress and status, each
    with `_before` and `_after`."""

    former: str
    new: str
    moved: int
    told: list[dict[str, Any]]


def build_in_force(
    settings: Settings,
    progress: Progress | None = None,
    accept: bool = False,
    today: date | None = None,
    whole: bool = True,
) -> Waiting | None:
    """Builds by the definitions in force, whole or no more than what changed. Returns what waits to be accepted, the
    former definitions being kept to."""
    make = build if whole else build_what_changed
    former = _former(settings)
    waiting = None if accept or former is None else _waiting(settings, former)
    if waiting and former:
        make(replace(settings, catalogue=former), progress, today)
        write_durably(settings.definitions / WAITING, json.dumps(asdict(waiting), ensure_ascii=False).encode())
        return waiting
    make(settings, progress, today)
    _keep(settings)
    return None


def waiting(settings: Settings) -> Waiting | None:
    """What waits to be accepted, as the last build said it; None where the catalogue is the one in force."""
    try:
        pending = Waiting(**json.loads((settings.definitions / WAITING).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    return pending if pending.new == catalogue_digest(settings.catalogue) else None


def in_force(settings: Settings) -> Settings:
    """The settings by whose definitions the current build was made: the former ones while others wait."""
    pending = waiting(settings)
    return replace(settings, catalogue=settings.definitions / pending.former) if pending else settings


def computed_by(settings: Settings) -> str:
    """The digest of the definitions that the current build was computed by. Raises NoWarehouse."""
    [build] = rows(settings, "strategy", "catalogue_digest")
    return build["catalogue_digest"]


def _former(settings: Settings) -> Path | None:
    """The definitions of the current build, where they are no longer those of the catalogue and were kept."""
    try:
        built = computed_by(settings)
    except NoWarehouse:
        return None
    folder = settings.definitions / built
    return folder if built != catalogue_digest(settings.catalogue) and folder.is_dir() else None


def _waiting(settings: Settings, former: Path) -> Waiting | None:
    """What the new definitions would move of the closed years; None where they move nothing."""
    new = catalogue_digest(settings.catalogue)
    with rehearse(settings, []) as (after, _), _before(settings, former) as before, duckdb.connect() as connection:
        for name, side in (("before", before), ("after", after)):
            connection.register(name, read(side, query("compared", "closed_figure")))
        moved = connection.sql(query("accepted", "moved")).to_arrow_table().to_pylist()
    if not moved:
        return None
    national = [row for row in moved if row.pop("territory_level") == "national"][:TOLD]
    return Waiting(former.name, new, len(moved), national)


@contextmanager
def _before(settings: Settings, former: Path) -> Iterator[Settings]:
    """The figures by the former definitions, of the same files: those of the current build where nothing came since."""
    if len(counted(settings)) == len(Archive(settings).receipts()):
        yield settings
        return
    with rehearse(replace(settings, catalogue=former), []) as (copy, _):
        yield copy


def _keep(settings: Settings) -> None:
    """A copy of the definitions that were just built by, in the place of the former ones."""
    source = settings.catalogue or PACKAGED
    target = settings.definitions / catalogue_digest(source)
    (settings.definitions / WAITING).unlink(missing_ok=True)
    if not target.is_dir():
        unfinished = target.with_suffix(".draft")
        shutil.rmtree(unfinished, ignore_errors=True)
        make_folder(unfinished / "objectives")
        for path in files(source):
            (unfinished / path.relative_to(source)).parent.mkdir(exist_ok=True)
            shutil.copyfile(path, unfinished / path.relative_to(source))
        shutil.copyfile(stated_in(settings.catalogue), unfinished / stated_in(settings.catalogue).name)
        sync_tree(unfinished)
        unfinished.rename(target)
    for other in settings.definitions.glob("*"):
        if other.is_dir() and other != target:
            shutil.rmtree(other, ignore_errors=True)
