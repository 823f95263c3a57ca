"""The system calls that change files, by their numbers on Linux x86-64, and what one of them was about to do."""

# The paths of another process, as the kernel gives them, are text.
# ruff: noqa: PTH115, PTH116, PTH118, PTH119, PTH120, PTH123

from __future__ import annotations

import ctypes
import os
from dataclasses import dataclass

AT_FDCWD = -100
WRITES_A_FILE = os.O_CREAT | os.O_TRUNC
# What each takes: `fd` a handle, `at` a folder's handle (the next argument is a path in it), `path`, `text`, `flags`…
TAKEN: dict[int, tuple[str, tuple[str, ...]]] = {
    1: ("write", ("fd", "buffer", "size")),
    18: ("pwrite", ("fd", "buffer", "size", "place")),
    20: ("writev", ("fd", "vector", "parts")),
    40: ("sendfile", ("fd", "source", "from", "size")),
    326: ("copy_file_range", ("source", "from", "fd", "to", "size")),
    2: ("open", ("path", "flags", "mode")),
    257: ("open", ("at", "path", "flags", "mode")),
    77: ("truncate", ("fd", "size")),
    285: ("allocate", ("fd", "kind", "place", "size")),
    74: ("sync", ("fd",)),
    75: ("sync", ("fd",)),
    82: ("rename", ("path", "new")),
    264: ("rename", ("at", "path", "new_at", "new")),
    316: ("rename", ("at", "path", "new_at", "new")),
    88: ("symlink", ("text", "path")),
    266: ("symlink", ("text", "at", "path")),
    86: ("link", ("path", "new")),
    87: ("unlink", ("path",)),
    263: ("unlink", ("at", "path", "flags")),
    84: ("rmdir", ("path",)),
    83: ("mkdir", ("path", "mode")),
    258: ("mkdir", ("at", "path", "mode")),
    90: ("chmod", ("path", "mode")),
    91: ("chmod", ("fd", "mode")),
    268: ("chmod", ("at", "path", "mode")),
    280: ("touch", ("at", "path")),
}
WRITING = ("write", "pwrite")
COPYING = ("sendfile", "copy_file_range")
NEEDS_ROOM = (*WRITING, "writev", "sendfile", "copy_file_range", "open", "truncate", "allocate", "sync", "rename",
              "symlink", "link", "mkdir")  # fmt: skip


_NAMES = """r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax rip cs eflags rsp ss fs_base gs_base ds
es fs gs"""


class Registers(ctypes.Structure):
    """What a stopped process was doing: struct user_regs_struct."""

    _fields_ = [(name, ctypes.c_ulong) for name in _NAMES.split()]

    @property
    def taken(self) -> dict[str, int]:
        """The arguments of the call, by what they are."""
        places = (self.rdi, self.rsi, self.rdx, self.r10, self.r8)
        return dict(zip(TAKEN[self.orig_rax][1], places, strict=False))


@dataclass(frozen=True)
class Call:
    """One change about to be made: `path` and `new` are absolute; `data` are the bytes of a write."""

    name: str
    path: str
    new: str = ""
    place: int = -1
    flags: int = 0
    data: bytes = b""

    def __str__(self) -> str:
        return f"{self.name} {self.path}{' → ' + self.new if self.new else ''}"


def understood(pid: int, registers: Registers) -> Call | None:
    """What the stopped process is about to change; None where it changes no file."""
    name, taken = TAKEN[registers.orig_rax][0], registers.taken
    flags = taken.get("flags", 0)
    if name == "open" and not flags & WRITES_A_FILE:
        return None
    at = taken.get("at", AT_FDCWD)
    path = _behind(pid, taken["fd"]) if "fd" in taken else _path(pid, at, taken["path"])
    new = _path(pid, taken.get("new_at", AT_FDCWD), taken["new"]) if "new" in taken else ""
    text = os.fsdecode(_text(pid, taken["text"])) if "text" in taken else ""
    data = _memory(pid, taken["buffer"], taken["size"]) if "buffer" in taken else _copied(pid, taken)
    place = taken["place"] if name == "pwrite" else _offset(pid, taken["fd"]) if name in (*COPYING, "write") else -1
    size = taken.get("size", 0) if name in ("truncate", "allocate") else flags
    return Call(name, path, new or text, place, size, data)


def _memory(pid: int, address: int, size: int) -> bytes:
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        memory.seek(address)
        return memory.read(size)


def _copied(pid: int, taken: dict[str, int]) -> bytes:
    """The bytes that a call takes from another file by itself."""
    if "source" not in taken:
        return b""
    offset_at = taken["from"]
    start = int.from_bytes(_memory(pid, offset_at, 8), "little") if offset_at else _offset(pid, taken["source"])
    with open(f"/proc/{pid}/fd/{taken['source']}", "rb", buffering=0) as source:
        source.seek(start)
        return source.read(taken["size"])


def _text(pid: int, address: int) -> bytes:
    text = b""
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        while b"\0" not in text:
            memory.seek(address + len(text))
            text += memory.read(min(256, 4096 - (address + len(text)) % 4096))
    return text.partition(b"\0")[0]


def _path(pid: int, folder: int, address: int) -> str:
    """Absolute, whatever folder it was given from; links on the way are followed, a link at its end is not."""
    name = os.fsdecode(_text(pid, address))
    handle = ctypes.c_int(folder & 0xFFFFFFFF).value
    start = f"/proc/{pid}/cwd" if handle == AT_FDCWD else f"/proc/{pid}/fd/{handle}"
    whole = os.path.normpath(os.path.join(os.readlink(start), name))
    return os.path.join(os.path.realpath(os.path.dirname(whole)), os.path.basename(whole))


def _behind(pid: int, handle: int) -> str:
    try:
        return os.readlink(f"/proc/{pid}/fd/{ctypes.c_int(handle & 0xFFFFFFFF).value}")
    except OSError:
        return ""


def _offset(pid: int, handle: int) -> int:
    """Where a plain write goes: the place in the file; the end of one that is only added to."""
    with open(f"/proc/{pid}/fdinfo/{handle}") as lines:
        facts = dict(line.split(":", 1) for line in lines if ":" in line)
    if int(facts["flags"], 8) & os.O_APPEND:
        return os.stat(f"/proc/{pid}/fd/{handle}").st_size
    return int(facts["pos"])
