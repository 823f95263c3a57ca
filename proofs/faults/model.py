"""A file system as a disk sees it: what is synced stays, what is not may be lost, torn or reordered by a power cut.

Bytes and names are apart: a name survives only once its folder was synced, as POSIX says, or by luck."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from faults.calls import COPYING, WRITING, Call

SECTOR = 512


@dataclass
class Inode:
    """A file, a folder or a link: what is surely on the disk, and the changes that may not be yet, in their order."""

    kind: str
    target: str = ""
    durable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[str, int, bytes]] = field(default_factory=list)
    names: dict[str, Inode] = field(default_factory=dict)  # of a folder: as a process sees them now
    kept_names: dict[str, Inode] = field(default_factory=dict)  # of a folder: as they are on the disk
    moves: list[dict[str, Inode | None]] = field(default_factory=list)  # changes of names since the folder was synced


def starting(root: Path) -> Inode:
    """A folder as it stands now, all of it on the disk."""
    folder = Inode("folder")
    for path in sorted(root.iterdir()):
        if path.is_symlink():
            inode = Inode("link", str(path.readlink()))
        elif path.is_dir():
            inode = starting(path)
        else:
            inode = Inode("file", durable=bytearray(path.read_bytes()))
        folder.names[path.name] = inode
    folder.kept_names = dict(folder.names)
    return folder


class Disk:
    """Follows the changes that processes made below one folder."""

    def __init__(self, top: Inode, root: str) -> None:
        self._top, self._root = top, root

    def follow(self, calls: Iterable[Call]) -> None:
        """Applies changes in their order."""
        for call in calls:
            self._apply(call)

    def _apply(self, call: Call) -> None:
        if call.name == "sync":
            self._sync(self._at(call.path))
        elif call.name in (*WRITING, *COPYING, "truncate"):
            self._change(call)
        elif call.name == "open":
            self._open(call)
        elif call.name in ("mkdir", "symlink"):
            if self._at(call.path) is None:
                kind = {"mkdir": "folder", "symlink": "link"}[call.name]
                self._named(call.path, Inode(kind, call.new))
        elif call.name in ("unlink", "rmdir"):
            if self._at(call.path) is not None:
                self._named(call.path, None)
        elif call.name == "rename":
            self._rename(call.path, call.new)

    def _at(self, path: str) -> Inode | None:
        here: Inode | None = self._top
        for part in PurePosixPath(path).relative_to(self._root).parts:
            here = here.names.get(part) if here else None
        return here

    def _named(self, path: str, inode: Inode | None) -> None:
        folder, name = self._at(str(PurePosixPath(path).parent)), PurePosixPath(path).name
        if folder:
            folder.moves.append({name: inode})
            _set(folder.names, {name: inode})

    def _rename(self, old: str, new: str) -> None:
        moved = self._at(old)
        if moved is None:
            return
        source, target = PurePosixPath(old), PurePosixPath(new)
        if source.parent == target.parent:  # one folder: both names at once or not at all
            folder = self._at(str(source.parent))
            change: dict[str, Inode | None] = {source.name: None, target.name: moved}
            if folder:
                folder.moves.append(change)
                _set(folder.names, change)
        else:
            self._named(new, moved)
            self._named(old, None)

    def _open(self, call: Call) -> None:
        inode = self._at(call.path)
        if inode is None:
            self._named(call.path, Inode("file"))
        elif call.flags & 0x200 and inode.kind == "file":
            inode.pending.append(("truncate", 0, b""))

    def _change(self, call: Call) -> None:
        inode = self._at(call.path)
        if inode is None:  # a file that lost its name: nobody will read it
            return
        if call.name == "truncate":
            inode.pending.append(("truncate", call.flags, b""))
        else:
            inode.pending.append(("write", call.place, call.data))

    def _sync(self, inode: Inode | None) -> None:
        if inode is None:
            return
        for change in inode.pending:
            _write(inode.durable, change)
        inode.pending.clear()
        inode.kept_names = dict(inode.names)
        inode.moves.clear()


def after_cut(top: Inode, chance: random.Random, folder: Path) -> None:
    """Writes what one power cut may leave: of what was not synced, any part, in any order, torn anywhere."""
    folder.mkdir(parents=True, exist_ok=True)
    names = dict(top.kept_names)
    for change in top.moves:
        if chance.random() < 0.5:  # each alone: names reach the disk in no order
            _set(names, change)
    for name, inode in names.items():
        path = folder / name
        if inode.kind == "folder":
            after_cut(inode, chance, path)
        elif inode.kind == "link":
            path.symlink_to(inode.target)
        else:
            path.write_bytes(_left(inode, chance))


def _left(inode: Inode, chance: random.Random) -> bytes:
    if not inode.pending:
        return bytes(inode.durable)
    content = bytearray(inode.durable)
    for kind, place, data in inode.pending:
        luck = chance.random()
        if luck < 0.4:
            continue
        if kind == "write" and luck < 0.7:  # torn: some sectors only, what was never written between them is zeros
            for start in range(0, len(data), SECTOR):
                if chance.random() < 0.5:
                    _write(content, (kind, place + start, data[start : start + SECTOR]))
        else:
            _write(content, (kind, place, data))
    return bytes(content)


def _write(content: bytearray, change: tuple[str, int, bytes]) -> None:
    kind, place, data = change
    if kind == "truncate":
        del content[place:]
        content.extend(bytes(place - len(content)))
    else:
        content.extend(bytes(max(0, place - len(content))))
        content[place : place + len(data)] = data


def _set(names: dict[str, Inode], change: dict[str, Inode | None]) -> None:
    for name, inode in change.items():
        if inode is None:
            names.pop(name, None)
        else:
            names[name] = inode
