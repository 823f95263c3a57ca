"""Looks at the bytes of a workbook before anyone parses them: refuses what is meant to harm, marks what is heavy."""

from __future__ import annotations

import io
import os
import re
import zipfile
import zlib
from dataclasses import dataclass

MEGABYTE = 1024 * 1024
PLAIN_SIZE = 16  # megabytes of sheets, unpacked
_DOCTYPE = rb"<!(?:DOCTYPE|ENTITY)"
# a cell so far from the corner that a reader would set aside room for millions: three letters, or a row past 99 999
_FAR_CELL = rb"r=\"(?:[A-Z]{3}\d|[A-Z]{0,2}\d{6})|number-(?:rows|columns)-repeated=\"\d{5}"
# an error, or a formula without a calculated value: what a fast reader shows empty
_LOST_VALUE = rb"t=\"e\"|(?:</f>|<f[^>]*/>)\s*(?:</c>|<v\s*/>|<v>\s*</v>)"
_SUSPECT = re.compile(b"|".join((_DOCTYPE, _FAR_CELL, _LOST_VALUE)))
_SHEETS = re.compile(r"(?:xl/worksheets/.*\.xml|content\.xml)$")


class UnreadableFile(Exception):
    """The bytes are not a file we read: `code` is explained in messages.toml."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Bounds:
    """How much of the machine one file may take; memory and sizes in megabytes, time in seconds."""

    memory: int = 512
    seconds: int = 20
    file: int = 50
    unpacked: int = 400
    members: int = 2000


def bounds() -> Bounds:
    """The bounds, as PILOTAGE_READ_MEMORY, PILOTAGE_READ_SECONDS and PILOTAGE_READ_SIZE set them."""
    standard = Bounds()
    return Bounds(
        memory=int(os.environ.get("PILOTAGE_READ_MEMORY") or standard.memory),
        seconds=int(os.environ.get("PILOTAGE_READ_SECONDS") or standard.seconds),
        file=int(os.environ.get("PILOTAGE_READ_SIZE") or standard.file),
    )


def is_plain(content: bytes) -> bool:
    """Whether a package can be read as it comes; if not, it asks for a second look or a reader under limits.

    Opens the package without parsing it. Raises UnreadableFile."""
    limits = bounds()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
            if any(one.flag_bits & 1 for one in members):
                raise UnreadableFile("file_encrypted_or_old")
            if len(members) > limits.members:
                raise UnreadableFile("file_too_heavy")
            room = limits.unpacked * MEGABYTE
            if sum(one.file_size for one in members) > room:
                raise UnreadableFile("file_too_heavy")
            sheets = tuple(_unpacked(package, one, room) for one in members if _SHEETS.match(one.filename))
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError, RuntimeError):
        raise UnreadableFile("file_damaged") from None
    suspects = [sheet for sheet in sheets if _SUSPECT.search(sheet)]
    if any(re.search(_DOCTYPE, sheet) for sheet in suspects):
        raise UnreadableFile("file_unsafe")
    return not suspects and sum(map(len, sheets)) <= PLAIN_SIZE * MEGABYTE


def _unpacked(package: zipfile.ZipFile, member: zipfile.ZipInfo, room: int) -> bytes:
    """The member's real bytes: a package may lie about their number, so never more than `room` are asked for."""
    with package.open(member) as stream:
        content = stream.read(room + 1)
    if len(content) > room:
        raise UnreadableFile("file_too_heavy")
    return content
