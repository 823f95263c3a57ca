"""What people send at once: files, folders, and zips of folders, as a list of named contents."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import overload

from pipelines.ingest.limits import MEGABYTE, bounds
from pipelines.ingest.spreadsheets.zip_package import is_package, plain_names
from pipelines.store.contents import PIECE, Content, OnDisk, Scratch, reading

_SMALL_PARCEL, _SQUEEZED = 4 * MEGABYTE, 12
_LEFT_BY_SYSTEMS = {"thumbs.db", "desktop.ini"}


def contents(paths: list[Path]) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each file given, of each file of the folders given, and of each file of the zips among them.

    The files of one folder, or of one zip, come in the order of their names."""
    for path in paths:
        if path.is_dir():
            files = (file for file in path.rglob("*") if file.is_file() and not _hidden(file.name))
            for file in sorted(files, key=lambda file: file.relative_to(path).as_posix()):
                yield from opened(file.name, file.read_bytes())
        else:
            yield from opened(path.name, path.read_bytes())


def _hidden(name: str) -> bool:
    """Files of the system or of an open workbook, which nobody meant to send."""
    return (name.startswith((".", "~$", "__MACOSX")) and name not in (".", "..")) or name.lower() in _LEFT_BY_SYSTEMS


@overload
def opened(name: str, content: bytes) -> Iterator[tuple[str, bytes]]: ...
@overload
def opened(name: str, content: Content) -> Iterator[tuple[str, Content]]: ...
def opened(name: str, content: Content) -> Iterator[tuple[str, Content]]:
    """The files of a zip that is not itself a workbook; anything else as it is. Those of a zip that is on the disk are
    there too, but for the small ones."""
    members = _parcel(content)
    if members is None:
        yield name, content
        return
    beside = content.beside() if isinstance(content, OnDisk) else None
    with zipfile.ZipFile(reading(content)) as parcel:
        for member in members:
            if beside is None or member.file_size <= PIECE:
                yield member.filename, parcel.read(member)
            else:
                yield member.filename, _written(beside, parcel, member)


def _written(beside: Scratch, parcel: zipfile.ZipFile, member: zipfile.ZipInfo) -> OnDisk:
    with parcel.open(member) as file:
        return beside.add(iter(lambda: file.read(PIECE), b""))


def swollen(received: int, unpacked: int) -> bool:
    """Whether a zip of files holds, in bytes, more than files that people send together: what is kept of it for ever
    is in measure of what was received. Workbooks are zips already; a table of figures is squeezed to a tenth."""
    return unpacked > min(bounds().unpacked * MEGABYTE, _SMALL_PARCEL + _SQUEEZED * received)


def _parcel(content: Content) -> list[zipfile.ZipInfo] | None:
    """The members to take out of a zip of files; None for a workbook, or a zip that is empty, damaged or too heavy.

    Such a zip is received as it is, and refused with its reason by the reader."""
    if not content.startswith(b"PK"):
        return None
    try:
        with zipfile.ZipFile(reading(content)) as parcel:
            members = [member for member in parcel.infolist() if not member.is_dir()]
            taken = [member for member in members if not any(_hidden(part) for part in member.filename.split("/"))]
            heavy = swollen(len(content), sum(member.file_size for member in taken))
            if not taken or heavy or len(taken) > bounds().members or any(member.flag_bits & 1 for member in taken):
                return None
            if (
                is_package(plain_names([member.filename for member in members]).values())
                or parcel.testzip() is not None
            ):
                return None
            return sorted(taken, key=lambda member: member.filename)
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        EOFError,
    ):
        return None
