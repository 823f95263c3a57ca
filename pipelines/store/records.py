"""Records that are only ever added: one file each, named by a number and by its own fingerprint, never rewritten.

Under receipts, deposits, decisions, answers, visas, closings and publications; the audit log, whose lines are chained,
has its own way."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from pipelines.store.files import sync_folder, write_durably

Kind = TypeVar("Kind")
Entry = TypeVar("Entry")


def write_once(folder: Path, label: str, content: bytes, suffix: str = ".json") -> None:
    """Writes `label-fingerprint.json`, its bytes on the disk when this returns; its name is there once the folder is
    synced. Raises FileExistsError where it is there already: nothing is written over."""
    path = folder / f"{label}-{_fingerprint(content)}{suffix}"
    if path.exists():
        raise FileExistsError(path)
    write_durably(path, content)


def altered(paths: Iterable[Path]) -> list[Path]:
    """Those whose content is not the one that their name was made of."""
    return [path for path in paths if _fingerprint(path.read_bytes()) != path.stem.rpartition("-")[2]]


@dataclass(frozen=True)
class RecordLog(Generic[Kind]):
    """The records of a folder: a JSON object each, of one dataclass. They count from 1: a label is `prefix`, what its
    store adds, and the number in so many `digits`. `root` is the data folder, below which all names are durable."""

    folder: Path
    root: Path
    kind: type[Kind]
    digits: int
    prefix: str = ""

    def append(self, wanted: Iterable[tuple[str, Kind]]) -> None:
        """Adds records, each under a label that ends with its number; all on the disk when this returns."""
        for label, record in wanted:
            content = (json.dumps(_stated(record), ensure_ascii=False) + "\n").encode()
            write_once(self.folder, label, content)
        for folder in (self.folder, *self.folder.parents):
            sync_folder(folder)
            if folder == self.root:
                return

    def number(self, wanted: Iterable[Kind]) -> None:
        """Adds records under the next numbers alone; whoever asks holds the lock of the folder."""
        self.append((f"{place:0{self.digits}d}", record) for place, record in enumerate(wanted, start=self.last() + 1))

    def numbered(self) -> list[tuple[int, Kind]]:
        """Every record with its number, in the order of numbers."""
        return as_listed(self.root, self.folder, self._read)

    def _read(self) -> list[tuple[int, Kind]]:
        read = read_before(self.root)
        return [(_number(path), _record(self.kind, path, read)) for path in self._paths()]

    def records(self) -> list[Kind]:
        """Every record, in the order of numbers."""
        return [record for _, record in self.numbered()]

    def last(self) -> int:
        """The highest number; 0 where there is none."""
        return max(map(_number, self._paths()), default=0)

    def integrity_errors(self) -> list[str]:
        """Of the data folder, the records that are not as they were written, and the numbers that are lost."""
        paths = self._paths()
        place = self.folder.relative_to(self.root).as_posix()
        lost = sorted(set(range(1, self.last() + 1)) - set(map(_number, paths)))
        return [f"{place}/{path.name}" for path in altered(paths)] + [
            f"{place}/{number:0{self.digits}d} (perdu)" for number in lost
        ]

    def _paths(self) -> list[Path]:
        return sorted(self.folder.glob(f"{self.prefix}[0-9]*.json"), key=lambda path: (_number(path), path.name))


def came_later(default: Any) -> Any:
    """A field of a record that earlier versions did not have. At its default it goes unsaid: a record that says nothing
    new is written as it always was, and those without the field are read."""
    return field(default=default, metadata={"later": True})


def _stated(record: object) -> dict[str, Any]:
    later = {each.name: each.default for each in fields(cast(Any, record)) if each.metadata.get("later")}
    return {name: value for name, value in asdict(cast(Any, record)).items() if later.get(name, ...) != value}


@lru_cache(maxsize=32)
def read_before(data: Path) -> dict[Any, Any]:
    """What files of a data folder said, of the last folders that were read: what is tried on a copy has a folder of its
    own, which nobody reads again, and a server that remembered them all would fill."""
    return {}


def as_listed(root: Path, folder: Path, read: Callable[[], list[Entry]]) -> list[Entry]:
    """What `read` makes of the records of a folder, made again only where a name came or went: since a name carries the
    fingerprint of what it names, the same names say the same. Pages ask several times a run, and a folder only grows:
    its list alone costs a tenth of looking at each file."""
    try:
        with os.scandir(folder) as entries:  # before they are read: what comes meanwhile is not missed
            names = [entry.name for entry in entries]
    except FileNotFoundError:
        return []
    before = read_before(root)
    held = before.get(folder)
    if held is None or held[0] != names:
        held = before[folder] = names, read()
    return list(held[1])


def _record(kind: type[Kind], path: Path, read: dict[Any, Any]) -> Kind:
    """A record never changes: its name carries its fingerprint."""
    key = kind, path
    if key not in read:
        read[key] = kind(**json.loads(path.read_text(encoding="utf-8")))
    return read[key]


def _number(path: Path) -> int:
    """`000012-…` is the 12th record, `D-2026-000123-…` the 123rd."""
    return int(path.stem.rpartition("-")[0].rpartition("-")[2])


def _fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
