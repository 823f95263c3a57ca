"""A backup as a file: a tar whose last member seals every byte before it, so that the least change is seen."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from pipelines.errors import BackupError
from pipelines.store.files import PRIVATE_FILE

MANIFEST, SEAL = "manifeste.json", "SHA256"
MANIFEST_LIMIT = 256 * 1024 * 1024
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Member:
    """One file of a backup, as the manifest tells it: its path in the data folder, its bytes and their fingerprint."""

    path: str
    size: int
    sha256: str


class Sealed:
    """A tar being written: files one after the other, then the manifest, then the seal."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = _Hashing(file)
        self._tar = tarfile.open(fileobj=self._file, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self.members: list[Member] = []

    def add(self, path: str, content: BinaryIO, size: int, mode: int) -> None:
        """Streams `size` bytes of a file in; what is added to it meanwhile is left for the next backup."""
        source = _Hashing(content)
        self._tar.addfile(_member(path, size, mode), source)
        self.members.append(Member(path, size, source.digest.hexdigest()))

    def end(self, facts: dict[str, Any]) -> str:
        """Writes the manifest (`facts` and every member) and the seal. Returns the fingerprint of it all."""
        manifest = json.dumps(
            facts | {"files": [vars(member) for member in self.members]}, ensure_ascii=False, indent=0
        )
        content = manifest.encode()
        self._tar.addfile(_member(MANIFEST, len(content), 0o600), io.BytesIO(content))
        digest = self._file.digest.hexdigest()
        self._file.write(_tail(digest, self._tar.offset))
        return digest


class Opened:
    """A backup whose every byte is as it was written: `facts` of its manifest, and its members to take out."""

    def __init__(self, tar: tarfile.TarFile, infos: list[tarfile.TarInfo], facts: dict[str, Any]) -> None:
        self._tar = tar
        self.members = [Member(**member) for member in facts.pop("files")]
        self.facts = facts
        self._infos = {info.name: info for info in infos}
        sizes = {member.path: member.size for member in self.members}
        if sizes != {info.name: info.size for info in infos} or len(sizes) != len(infos):
            raise _damaged("le manifeste ne correspond pas au contenu")

    def write(self, member: Member, path: Path) -> None:
        """Writes one member to a file, on the disk when this returns. Raises BackupError where a byte differs."""
        info = self._infos[member.path]
        source = self._tar.extractfile(info)
        digest = hashlib.sha256()
        with path.open("xb") as file:
            while source and (chunk := source.read(CHUNK)):
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        path.chmod(PRIVATE_FILE)  # whatever the archive says: it may come from anywhere
        if digest.hexdigest() != member.sha256:
            raise _damaged(f"« {member.path} » a changé")


@contextmanager
def opened(path: Path, folders: Iterable[str]) -> Iterator[Opened]:
    """A backup, once it is verified whole. `folders` are the first parts that a member's path may have."""
    with ExitStack() as stack:
        try:
            file = stack.enter_context(path.open("rb"))
            tar = stack.enter_context(tarfile.open(fileobj=file, mode="r:"))
            whole = _verified(file, tar, frozenset(folders))
        except (tarfile.TarError, OSError, EOFError, LookupError, TypeError, ValueError, OverflowError) as failure:
            raise _damaged("elle est tronquée, ou n'en est pas une") from failure
        yield whole


def _verified(file: BinaryIO, tar: tarfile.TarFile, folders: frozenset[str]) -> Opened:
    infos, seal = _members(tar)
    _check_seal(file, seal)
    for info in infos:
        _check(info, folders, seal.offset)
    return Opened(tar, infos[:-1], _manifest(tar, infos))


def _members(tar: tarfile.TarFile) -> tuple[list[tarfile.TarInfo], tarfile.TarInfo]:
    infos: list[tarfile.TarInfo] = []
    for info in tar:
        if info.name == SEAL:
            return infos, info
        infos.append(info)
    raise _damaged("le sceau manque")


def _check_seal(file: BinaryIO, seal: tarfile.TarInfo) -> None:
    digest, remaining = hashlib.sha256(), seal.offset
    file.seek(0)
    while remaining and (chunk := file.read(min(CHUNK, remaining))):
        digest.update(chunk)
        remaining -= len(chunk)
    tail = _tail(digest.hexdigest(), seal.offset)
    if remaining or file.read(len(tail) + 1) != tail:
        raise _damaged("le sceau ne correspond pas au contenu")


def _check(info: tarfile.TarInfo, folders: frozenset[str], end: int) -> None:
    """A member is an ordinary file, inside the data folder, whose bytes are really there."""
    path = PurePosixPath(info.name)
    leads_out = path.is_absolute() or ".." in path.parts or "\\" in info.name or ":" in info.name
    if leads_out or "\0" in info.name or str(path) != info.name or path.parts[0] not in (*folders, MANIFEST):
        raise _damaged(f"« {info.name} » n'a pas sa place dans une sauvegarde")
    if not info.isreg() or info.issparse():
        raise _damaged(f"« {info.name} » n'est pas un fichier ordinaire")
    if info.offset_data + info.size > end:
        raise _damaged(f"« {info.name} » est plus grand que le fichier")


def _manifest(tar: tarfile.TarFile, infos: list[tarfile.TarInfo]) -> dict[str, Any]:
    last = infos[-1] if infos else None
    if last is None or last.name != MANIFEST or last.size > MANIFEST_LIMIT:
        raise _damaged("le manifeste manque ou est démesuré")
    content = tar.extractfile(last)
    return json.loads(content.read().decode()) if content else {}


def _member(name: str, size: int, mode: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, mode & 0o777
    return info


def _tail(digest: str, offset: int) -> bytes:
    """What follows the manifest: the seal, and the zeros that end a tar. The same digest gives the same bytes."""
    content = digest.encode()
    tail = _member(SEAL, len(content), 0o600).tobuf(tarfile.PAX_FORMAT) + content.ljust(tarfile.BLOCKSIZE, b"\0")
    end = offset + len(tail) + 2 * tarfile.BLOCKSIZE
    return tail + b"\0" * (2 * tarfile.BLOCKSIZE + -end % tarfile.RECORDSIZE)


def _damaged(reason: str) -> BackupError:
    return BackupError(f"Cette sauvegarde est inutilisable : {reason}. Prenez-en une autre copie.")


class _Hashing(io.RawIOBase):
    """Bytes on their way to or from a file, and their fingerprint."""

    def __init__(self, file: BinaryIO) -> None:
        self._under = file
        self.digest = hashlib.sha256()
        self._place = 0

    def read(self, size: int = -1) -> bytes:
        chunk = self._under.read(size)
        self.digest.update(chunk)
        return chunk

    def write(self, data: Any) -> int:
        self.digest.update(data)
        self._place += len(data)
        return self._under.write(data)

    def tell(self) -> int:
        return self._place
