"""What somebody sends, of any size: bytes where it is small, a part of an open file where it came to the disk.

Whoever hashes, reads or keeps a content takes it by pieces: a file of a hundred megabytes is nowhere held whole. What
came has no name on the disk: nobody else opens it, and it goes with whoever holds it, a process that is killed too."""

from __future__ import annotations

import hashlib
import io
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, BinaryIO, cast

from pipelines.errors import DepositError
from pipelines.store.files import make_folder

PIECE = 1 << 20
_TAKEN_BACK = "Un de ces fichiers a été retiré pendant qu'il était lu : choisissez-le de nouveau."


class OnDisk:
    """A part of an open file, which never changes: it is there whole, or taken back."""

    def __init__(self, source: _Source, start: int, size: int) -> None:
        self._source, self._start, self._size = source, start, size
        self._sha256 = ""

    def __len__(self) -> int:
        return self._size

    def startswith(self, prefix: bytes) -> bool:
        """Whether these are its first bytes."""
        return self.read(0, len(prefix)) == prefix

    def read(self, place: int, size: int) -> bytes:
        """So many of its bytes from a place on, fewer at its end. Raises DepositError where they were taken back."""
        wanted = max(0, min(size, self._size - place))
        piece = self._source.read(self._start + place, wanted)
        if len(piece) < wanted:
            raise DepositError(_TAKEN_BACK)
        return piece

    def pieces(self) -> Iterator[bytes]:
        """All of it, one piece after the other."""
        for place in range(0, self._size, PIECE):
            yield self.read(place, PIECE)

    def sha256(self) -> str:
        """Its fingerprint, reckoned once."""
        if not self._sha256:
            digest = hashlib.sha256()
            for piece in self.pieces():
                digest.update(piece)
            self._sha256 = digest.hexdigest()
        return self._sha256

    def beside(self) -> Scratch:
        """A place for what is made of it."""
        return Scratch(self._source.folder)

    def take_back(self) -> None:
        """Gives its place on the disk back at once, whoever holds it still: who reads it is told so."""
        self._source.empty()


Content = bytes | OnDisk


class _Source:
    """An open file that several read, each at its place; `folder` is the one that it lies in."""

    def __init__(self, file: IO[bytes], folder: Path) -> None:
        self.folder, self._file, self._lock = folder, file, threading.Lock()

    def __del__(self) -> None:
        with suppress(OSError, ValueError):  # what could not be written, of a file that nobody wants any more
            self._file.close()

    def read(self, place: int, size: int) -> bytes:
        with self._lock:
            self._file.seek(place)
            return self._file.read(size)

    def empty(self) -> None:
        """Lets go of all that it holds."""
        with self._lock:
            self._file.truncate(0)


class Scratch(_Source):
    """A file without a name in a folder, to which contents are added one behind the other."""

    def __init__(self, folder: Path) -> None:
        make_folder(folder)
        super().__init__(tempfile.TemporaryFile(dir=folder), folder)  # noqa: SIM115 - as long as it is held
        self._size = 0

    def write(self, piece: bytes) -> None:
        """Adds to the content that is being written."""
        with self._lock:
            self._file.seek(self._size)
            self._size += self._file.write(piece)

    def add(self, pieces: Iterable[bytes]) -> OnDisk:
        """A content, written as it comes."""
        start = self._size
        for piece in pieces:
            self.write(piece)
        return OnDisk(self, start, self._size - start)

    def all(self) -> OnDisk:
        """All that was written, as one content."""
        return OnDisk(self, 0, self._size)


def of_path(path: Path) -> OnDisk:
    """The content of a file that nobody rewrites. Raises FileNotFoundError."""
    file = path.open("rb")
    return OnDisk(_Source(file, path.parent), 0, file.seek(0, io.SEEK_END))


def pieces_of(content: Content) -> Iterable[bytes]:
    """A content, one piece after the other."""
    return (content,) if isinstance(content, bytes) else content.pieces()


def digest_of(content: Content) -> str:
    """The SHA-256 of a content."""
    return hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else content.sha256()


def reading(content: Content) -> BinaryIO:
    """A content as a file to be read, at any place."""
    return io.BytesIO(content) if isinstance(content, bytes) else cast(BinaryIO, io.BufferedReader(_View(content)))


class _View(io.RawIOBase):
    """A content on the disk, read as a file."""

    def __init__(self, content: OnDisk) -> None:
        self._content, self._place = content, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        before = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: len(self._content)}[whence]
        if before + offset < 0:
            raise ValueError("before the beginning")
        self._place = before + offset
        return self._place

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        piece = self._content.read(self._place, len(buffer))
        buffer[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)
