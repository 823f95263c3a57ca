"""Runs a function in a process of its own and breaks it at one system call: killed before, half-way, after; disk full.

Linux on x86-64 alone: the kernel stops the process (seccomp, ptrace) at each call that changes a file, DuckDB's and
Arrow's among them, and says which; nothing else needs to be installed."""

from __future__ import annotations

import ctypes
import errno
import os
import pickle
import platform
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from faults.calls import NEEDS_ROOM, TAKEN, WRITING, Call, Registers, understood
from pipelines.dry_run import identify
from pipelines.warehouse import builds

BEFORE, TORN, AFTER, FULL = "avant", "au milieu", "après", "disque plein"
POSSIBLE = sys.platform == "linux" and platform.machine() == "x86_64"
_TRACEME, _CONT, _GETREGS, _SETREGS, _SYSCALL, _SETOPTIONS = 0, 7, 12, 13, 24, 0x4200
_FORKS, _SECCOMP, _EXITKILL = 0x02 | 0x04 | 0x08, 0x80, 0x100000
_EVENT_SECCOMP = 7
_WALL = 0x40000000
_inherited: list[Any] = []  # never let go of: that would close them
_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
_libc.ptrace.restype = ctypes.c_long


@dataclass(frozen=True)
class Fault:
    """What happens at the `number`-th change (from 1): BEFORE, TORN or AFTER kill; FULL lets nothing be written."""

    number: int
    how: str


@dataclass
class Ended:
    """How the process ended: the changes it made or was about to make, and what it said before that."""

    calls: list[Call] = field(default_factory=list)
    said: list[Any] = field(default_factory=list)
    killed: bool = False
    failed: bool = False


class _Filter(ctypes.Structure):
    _fields_ = [("code", ctypes.c_ushort), ("yes", ctypes.c_ubyte), ("no", ctypes.c_ubyte), ("k", ctypes.c_uint)]


class _Program(ctypes.Structure):
    _fields_ = [("size", ctypes.c_ushort), ("filters", ctypes.POINTER(_Filter))]


def run(act: Callable[[Callable[[Any], None]], None], root: str, fault: Fault | None = None) -> Ended:
    """Runs `act(say)` apart; only changes under `root` count. What it says comes back even if it is killed next."""
    receiving, sending = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(receiving)
        leave_connections()
        _be_traced(act, sending)
    os.close(sending)
    ended = Ended()
    try:
        _follow(pid, os.path.realpath(root), fault, ended)
    finally:
        _end(pid)
    with os.fdopen(receiving, "rb") as heard:
        while True:
            try:
                ended.said.append(pickle.load(heard))
            except (EOFError, pickle.UnpicklingError):
                return ended


def apart(look: Callable[[], Any]) -> Any:
    """What a function gives, in a process of its own that is not broken."""
    receiving, sending = os.pipe()
    pid = os.fork()
    if pid == 0:
        leave_connections()
        try:
            answer: tuple[bool, Any] = (True, look())
        except BaseException as failure:
            answer = (False, f"{type(failure).__name__}: {failure}")
        with os.fdopen(sending, "wb") as out:
            pickle.dump(answer, out)
        os._exit(0)
    os.close(sending)
    with os.fdopen(receiving, "rb") as heard:
        message = heard.read()
    os.waitpid(pid, 0)
    if not message:
        raise RuntimeError("the process that looks died")
    well, answer = pickle.loads(message)
    if not well:
        raise RuntimeError(answer)
    return answer


def leave_connections() -> None:
    """In a process just forked: neither uses nor closes the connections of its parent, whose threads are not here."""
    _inherited.extend([builds._anchors, identify._idle])
    builds._anchors, identify._idle = {}, {}


def _be_traced(act: Callable[[Callable[[Any], None]], None], sending: int) -> None:
    code = 1
    try:
        os.setpgid(0, 0)
        _libc.ptrace(_TRACEME, 0, None, None)
        os.kill(os.getpid(), signal.SIGSTOP)
        _stop_at_changes()
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        act(lambda value: _say(sending, value))
        code = 0
    except BaseException as failure:
        _say(sending, ("failure", f"{type(failure).__name__}: {failure}"))
    finally:
        os._exit(code)


def _say(sending: int, value: Any) -> None:
    os.write(sending, pickle.dumps(value))


def _stop_at_changes() -> None:
    """A filter on system calls: those that may change a file stop the process for who traces it."""
    wanted = sorted(TAKEN)
    load, equal, answer = 0x20, 0x15, 0x06
    program = [_Filter(load, 0, 0, 0)]
    program += [_Filter(equal, len(wanted) - place, 0, number) for place, number in enumerate(wanted)]
    program += [_Filter(answer, 0, 0, 0x7FFF0000), _Filter(answer, 0, 0, 0x7FF00000)]
    filters = (_Filter * len(program))(*program)
    filter_program = _Program(len(program), filters)
    if _libc.prctl(38, 1, 0, 0, 0) or _libc.prctl(22, 2, ctypes.byref(filter_program), 0, 0):
        raise OSError(ctypes.get_errno(), "seccomp")


def _follow(first: int, root: str, fault: Fault | None, ended: Ended) -> None:
    os.waitpid(first, _WALL)
    _ask(_SETOPTIONS, first, _FORKS | _SECCOMP | _EXITKILL)
    _ask(_CONT, first, 0)
    living = {first}
    while living:
        pid, status = os.waitpid(-1, _WALL)
        if os.WIFEXITED(status) or os.WIFSIGNALED(status):
            living.discard(pid)
            if pid == first:
                ended.failed = not ended.killed and status != 0
                return
            continue
        living.add(pid)
        if status >> 16 == _EVENT_SECCOMP and _at_change(pid, root, fault, ended):
            ended.killed = True
            return
        sign = os.WSTOPSIG(status)
        passed = 0 if status >> 16 or sign in (signal.SIGTRAP, signal.SIGSTOP) else sign
        _ask(_CONT, pid, passed)


def _at_change(pid: int, root: str, fault: Fault | None, ended: Ended) -> bool:
    """Notes the change and breaks it if it is its turn. True where the process is to be killed."""
    registers = Registers()
    _libc.ptrace(_GETREGS, pid, None, ctypes.addressof(registers))
    call = understood(pid, registers)
    if call is None or not f"{call.path}/".startswith(f"{root}/"):
        return False
    ended.calls.append(call)
    here = len(ended.calls)
    if fault is None or here < fault.number:
        return False
    if fault.how == FULL:
        if call.name in NEEDS_ROOM:
            registers.orig_rax = ctypes.c_ulong(-1).value
            registers.rax = ctypes.c_ulong(-errno.ENOSPC).value
            _libc.ptrace(_SETREGS, pid, None, ctypes.addressof(registers))
        return False
    if fault.how == TORN and call.name in WRITING:
        registers.rdx = max(1, registers.rdx // 2)
        _libc.ptrace(_SETREGS, pid, None, ctypes.addressof(registers))
    if fault.how != BEFORE:
        _ask(_SYSCALL, pid, 0)
        os.waitpid(pid, _WALL)
    return True


def _ask(what: int, pid: int, value: int) -> None:
    _libc.ptrace(what, pid, None, value)  # a thread that is gone meanwhile is no matter


def _end(pid: int) -> None:
    """Kills what is left, and takes leave of it."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    while True:
        try:
            os.waitpid(-pid, _WALL)
        except ChildProcessError:
            return
