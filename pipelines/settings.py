"""One place for folders and options, all read from the environment and read again where it changes."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.options import Options

DATA_FOLDER = "data"
DEMONSTRATION_FOLDER = "data-demo"
DEMONSTRATION_MARK = "DEMONSTRATION"
DEMONSTRATION_CATALOGUE = "catalogue"


@dataclass(frozen=True)
class Settings:
    """Where things are kept: `data`, created when something is written to it, and the folder of strategie.toml and
    objectives/, None for the one of the package. `frozen_on` is the day of the edition that is read, None for the
    present. `records` is the data folder whose records of demands and visas are read, where it is another: a scope
    holds the demands and the reports that may be seen, and only what was said of those is read. `scope` are the
    territories that a scope is granted, each with whether it is seen in detail; nothing where everything is seen.
    `present` is the data folder that an edition was opened from, None for the present itself."""

    data: Path
    catalogue: Path | None = None
    frozen_on: date | None = None
    records: Path | None = None
    scope: tuple[tuple[str, bool], ...] = ()
    present: Path | None = None

    @property
    def reading_day(self) -> date:
        """The day by which deadlines are past: today, and for an edition, which never changes, that of its freezing."""
        return self.frozen_on or this_day()

    @property
    def raw(self) -> Path:
        """Every file received, byte for byte, under its SHA-256."""
        return self.data / "raw"

    @property
    def parsed(self) -> Path:
        """What the files said, cell by cell: a cache, remade from `raw` when it is missing."""
        return self.data / "parsed"

    @property
    def builds(self) -> Path:
        """Every published build of the warehouse; never modified once published."""
        return self.data / "builds"

    @property
    def warehouse(self) -> Path:
        """The link through which the current build is read."""
        return self.data / "warehouse.duckdb"

    @property
    def builder(self) -> Path:
        """Whose turn it is to build, and what the builder last said: a cache."""
        return self.data / "builder"

    @property
    def editions(self) -> Path:
        """What was published, kept for ever: one folder an edition, never modified."""
        return self.data / "editions"

    @property
    def opened_editions(self) -> Path:
        """Editions made readable as warehouses: a cache, remade from `editions` when it is missing."""
        return self.data / "opened"

    @property
    def decisions(self) -> Path:
        """What the committees decided: one folder a decision, one file a record, never modified."""
        return self.data / "decisions"

    @property
    def demands(self) -> Path:
        """What became of the demands of committees: one file a record, never modified."""
        return (self.records or self.data) / "demands"

    @property
    def visas(self) -> Path:
        """Which reports the régions approved or returned: one file a record, never modified."""
        return (self.records or self.data) / "visas"

    @property
    def closings(self) -> Path:
        """Which campaigns were closed or reopened, when and why: one file a record, never modified."""
        return self.data / "closings"

    @property
    def publications(self) -> Path:
        """What each publication of open data told of pupils, and what it masked: one file a record, never modified."""
        return self.data / "publications"

    @property
    def open_data(self) -> Path:
        """The last publication of open data as it left, for the page « Données » and for programs: a copy, made again
        by the next one."""
        return self.data / "open"

    @property
    def definitions(self) -> Path:
        """The definitions that the current build was made by, and what waits to be accepted."""
        return self.data / "definitions"

    @property
    def schools(self) -> Path:
        """The rows of schools that count, decided once: Parquet by campaign, remade from `raw` when it is missing."""
        return self.data / "schools"

    @property
    def deposits(self) -> Path:
        """Who deposited which content and when: one record a deposit, never modified."""
        return self.data / "deposits"

    @property
    def access(self) -> Path:
        """Which account has which role on which territory."""
        return self.data / "access"

    @property
    def journal(self) -> Path:
        """Who saw and changed what: lines chained by hashes, only ever added to."""
        return self.data / "journal"

    @property
    def sessions(self) -> Path:
        """Who is signed in: kept on the server, so that a session can be ended."""
        return self.data / "sessions.sqlite"

    @property
    def shown(self) -> Path:
        """What each scope was shown already, the present and editions together: one file a scope."""
        return (self.present or self.data) / "shown"

    @property
    def scopes(self) -> Path:
        """For each scope, a data folder that holds what it may see and nothing else: a cache of the current build."""
        return self.data / "scopes"

    @property
    def secrets(self) -> Path:
        """Keys made on this machine, readable by its owner alone; never in a backup that leaves it unencrypted."""
        return self.data / "secrets"

    @property
    def demonstration_mark(self) -> Path:
        """The file whose presence says that the folder holds demonstration data."""
        return self.data / DEMONSTRATION_MARK


def options() -> Options:
    """Every PILOTAGE_* variable, checked once for each environment: asked for at every query, it costs what looking at
    the names of the environment costs. Raises WrongConfiguration."""
    written = os.environ
    return _options(tuple([(name, written[name]) for name in written if name.startswith("PILOTAGE_")]))


@lru_cache(maxsize=8)
def _options(_written: tuple[tuple[str, str], ...]) -> Options:
    from pipelines.options import read  # takes 0.1 to 0.2 s to load

    return read()


def this_day() -> date:
    """The date where the program runs; PILOTAGE_TODAY stands for it in a rehearsal."""
    return options().today or datetime.now().astimezone().date()


def memory() -> str:
    """How much memory the engine takes before it spills to the disk, as a setting of DuckDB."""
    return f"{options().memory}MB"


def threads() -> dict[str, int]:
    """How many threads the engine takes, as a setting of DuckDB; as many as there are cores where none is set."""
    threads = options().threads
    return {"threads": threads} if threads else {}


def settings() -> Settings:
    """The settings of this process, read from the environment at each call."""
    return _in_folder(DATA_FOLDER)


def demonstration_settings() -> Settings:
    """Where the demonstration goes: a folder of its own, unless PILOTAGE_DATA tells otherwise."""
    return _in_folder(DEMONSTRATION_FOLDER)


def shown_settings() -> Settings:
    """What is looked at: the data folder, or the demonstration where there is nothing else to see.

    For what only reads figures: accounts, decisions, editions and the journal are those of `settings()`, and what is
    written to them never goes to invented data that happen to be there."""
    own, demonstration = settings(), demonstration_settings()
    return demonstration if demonstration.warehouse.exists() and not own.warehouse.exists() else own


def _in_folder(data: str) -> Settings:
    """The folders of PILOTAGE_DATA, or of `data` where it is not set."""
    chosen = options()
    catalogue = chosen.catalogue.absolute() if chosen.catalogue else None
    return with_own_catalogue(Settings((chosen.data or Path(data)).absolute(), catalogue))


def with_own_catalogue(settings: Settings) -> Settings:
    """A demonstration has targets of its own, invented like all the rest: its catalogue lies in its data folder."""
    if settings.catalogue is not None:
        return settings
    mark, own, demonstration = _of_demonstration(settings)
    return demonstration if mark.exists() and own.is_dir() else settings


@lru_cache(maxsize=64)
def _of_demonstration(settings: Settings) -> tuple[Path, Path, Settings]:
    """The mark of a demonstration, its catalogue and its settings: pages ask a hundred times a run."""
    own = settings.data / DEMONSTRATION_CATALOGUE
    return settings.demonstration_mark, own, replace(settings, catalogue=own)
