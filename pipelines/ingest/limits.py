"""How much of the machine one file may take, and what is said when its bytes cannot be read within that."""

from __future__ import annotations

import os
from dataclasses import dataclass

from indicators.errors import PilotageError
from pipelines.settings import options

MEGABYTE = 1024 * 1024


class UnreadableFile(PilotageError):
    """The bytes are not a file we read: `code` is explained in messages.toml, `read` is what was found instead, and
    `detail` what is told beside it."""

    def __init__(self, code: str, read: str | None = None, detail: str | None = None) -> None:
        super().__init__(code)
        self.code, self.read, self.detail = code, read, detail


# What a process that reads a file needs of the environment to start, on any system; no setting and no secret of ours.
_NEEDED = (
    "PATH", "HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP", "LANG", "LANGUAGE", "TZ", "VIRTUAL_ENV", "PYTHONPATH",
    "PYTHONHOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "WINDIR", "APPDATA", "LOCALAPPDATA",
    "PROGRAMFILES", "PROGRAMFILES(X86)",
)  # fmt: skip


@dataclass(frozen=True)
class Bounds:
    """How much of the machine one file may take; memory and sizes in megabytes, time in seconds; `rows` are those that
    a table of schools in Parquet may announce, `text` what the cells of a report say, each time they say it."""

    memory: int
    seconds: int
    file: int
    rows: int
    unpacked: int = 400
    members: int = 2000
    text: int = 1

    @property
    def lines(self) -> int:
        """How many lines of a delimited text fit in the memory."""
        return self.memory * 1000

    @property
    def cells(self) -> int:
        """How many cells of a delimited text fit in the memory."""
        return self.memory * 8000


_bounds_given: Bounds | None = None


def bounds() -> Bounds:
    """The bounds, as the PILOTAGE_READ_* variables set them, or as this process was told them."""
    if _bounds_given:
        return _bounds_given
    read_options = options()
    return Bounds(read_options.read_memory, read_options.read_seconds, read_options.read_size, read_options.read_rows)


def keep_to(limits: Bounds) -> None:
    """In a process that reads one file: its bounds are those of who started it. Reading them from the environment again
    would take it 0.2 s, most of what a small file takes."""
    global _bounds_given
    _bounds_given = limits


def bare_environment(**more: str) -> dict[str, str]:
    """The environment of a process that reads what somebody sent: were it taken over, it would hold nothing to take."""
    variables = {name: value for name, value in os.environ.items() if name.upper() in _NEEDED or name.startswith("LC_")}
    return variables | more
