"""How much of the machine one file may take, and what is said when its bytes cannot be read within that."""

from __future__ import annotations

import os
from dataclasses import dataclass

from indicators.errors import PilotageError

MEGABYTE = 1024 * 1024


class UnreadableFile(PilotageError):
    """The bytes are not a file we read: `code` is explained in messages.toml, `read` is what was found instead."""

    def __init__(self, code: str, read: str | None = None) -> None:
        super().__init__(code)
        self.code, self.read = code, read


@dataclass(frozen=True)
class Bounds:
    """How much of the machine one file may take; memory and sizes in megabytes, time in seconds."""

    memory: int = 512
    seconds: int = 20
    file: int = 50
    unpacked: int = 400
    members: int = 2000

    @property
    def lines(self) -> int:
        """How many lines of a delimited text fit in the memory."""
        return self.memory * 1000

    @property
    def cells(self) -> int:
        """How many cells of a delimited text fit in the memory."""
        return self.memory * 8000


def bounds() -> Bounds:
    """The bounds, as PILOTAGE_READ_MEMORY, PILOTAGE_READ_SECONDS and PILOTAGE_READ_SIZE set them."""
    standard = Bounds()
    return Bounds(
        memory=int(os.environ.get("PILOTAGE_READ_MEMORY") or standard.memory),
        seconds=int(os.environ.get("PILOTAGE_READ_SECONDS") or standard.seconds),
        file=int(os.environ.get("PILOTAGE_READ_SIZE") or standard.file),
    )
