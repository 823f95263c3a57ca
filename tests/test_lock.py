"""One at a time, on every system: whoever asks waits until it is free, and a lock that cannot be is an error."""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipelines.store import lock


def windows(monkeypatch: pytest.MonkeyPatch, answers: list[int | None]) -> list[int]:
    """Windows' way to lock a file, which answers these errors in turn; gives what it was asked."""
    modes: list[int] = []

    def locking(file: int, mode: int, size: int) -> None:
        modes.append(mode)
        if code := answers.pop(0):
            raise OSError(code, "refused")

    monkeypatch.setattr(lock, "WINDOWS", True)
    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(locking=locking, LK_LOCK=1, LK_NBLCK=2))
    return modes


def test_on_windows_one_waits_for_longer_than_its_ten_tries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    modes = windows(monkeypatch, [errno.EDEADLK, errno.EDEADLK, None])
    with lock.only_one(tmp_path):
        assert modes == [1, 1, 1]


def test_on_windows_a_lock_that_cannot_be_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    windows(monkeypatch, [errno.EBADF])
    with pytest.raises(OSError, match="refused"), lock.only_one(tmp_path):
        pass


@pytest.mark.parametrize("code", [errno.EBADF, errno.ENOLCK])
def test_one_that_does_not_wait_is_told_of_an_error_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """Taken for a lock that is held, it would keep the builder waiting for nobody, for ever."""
    windows(monkeypatch, [code])
    with pytest.raises(OSError, match="refused"), lock.one_if_free(tmp_path):
        pass


def test_on_windows_one_that_does_not_wait_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    windows(monkeypatch, [errno.EACCES])
    with lock.one_if_free(tmp_path) as free:
        assert not free


def test_a_folder_is_held_by_one(tmp_path: Path) -> None:
    with lock.only_one(tmp_path), lock.one_if_free(tmp_path) as free:
        assert not free
    with lock.one_if_free(tmp_path) as free:
        assert free
