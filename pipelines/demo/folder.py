"""Puts a demonstration into a data folder: its own targets, its files on the days they were sent, its closings."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from indicators.agreements import FILE
from indicators.catalogue import PACKAGED, catalogue, files
from indicators.models import Strategy
from indicators.territories import territories
from pipelines.demo.write import write_demonstration
from pipelines.settings import DEMONSTRATION_CATALOGUE, Settings
from pipelines.store import closing_log
from pipelines.store.archive import Archive

TARGETS = Path(__file__).parent / FILE
LEFT_OPEN = "Démonstration : la collecte de la dernière campagne reste ouverte, quel que soit le jour."


def fill(where: Settings, seed: int = 2023, progress: Callable[[int, int], None] | None = None) -> tuple[Settings, int]:
    """Receives a demonstration. Returns the settings under which it is built, and the number of files."""
    where.data.mkdir(parents=True, exist_ok=True)
    where.demonstration_mark.write_text("Données de démonstration : chiffres inventés.\n", encoding="utf-8")
    own = _with_targets(where)
    definitions = catalogue(own.catalogue)
    with tempfile.TemporaryDirectory() as folder:
        paths = sorted(write_demonstration(Path(folder), definitions, territories(), seed, progress))
        for sent, group in groupby(paths, key=lambda path: path.stat().st_mtime):
            Archive(own).receive(_contents(group), now=datetime.fromtimestamp(sent, UTC))
    _close(own, definitions.strategy)
    return own, len(paths)


def _contents(paths: Iterable[Path]) -> list[tuple[str, bytes]]:
    return [(path.name, path.read_bytes()) for path in paths]


def _with_targets(where: Settings) -> Settings:
    """A copy of the packaged catalogue with targets invented like all the rest; one that is asked for stays."""
    folder = where.data / DEMONSTRATION_CATALOGUE
    if where.catalogue not in (None, folder):
        return where
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "objectives").mkdir(parents=True)
    for path in files(PACKAGED):
        shutil.copyfile(path, folder / path.relative_to(PACKAGED))
    shutil.copyfile(TARGETS, folder / FILE)
    return replace(where, catalogue=folder)


def _close(where: Settings, strategy: Strategy) -> None:
    """Every campaign closed on its day but the last: the same on whatever day the demonstration is looked at."""
    last = strategy.campaigns[-1]
    closing_log.record_due(where, strategy, strategy.closes_on(strategy.campaigns[-2]))
    closing_log.leave_open(where, strategy, last, LEFT_OPEN)
