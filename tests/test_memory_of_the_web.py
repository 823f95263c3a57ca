"""What the process that shows gives back to the system: when it grew, and only then."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.web import memory


def test_memory_is_given_back_once_the_process_changed_by_much() -> None:
    trimmed: list[int] = []
    sizes: Iterator[int] = iter([300, 260, 262, 400, 270])

    def taken() -> int:
        return next(sizes)

    size = memory.give_back(trimmed.append, 0, taken)
    assert (size, trimmed) == (260, [0])
    size = memory.give_back(trimmed.append, size, taken)
    assert (size, trimmed) == (260, [0]), "it hardly changed"
    size = memory.give_back(trimmed.append, size, taken)
    assert (size, trimmed) == (270, [0, 0])


def test_what_this_process_takes_is_told_where_the_system_tells_it() -> None:
    assert memory._taken() >= 0
