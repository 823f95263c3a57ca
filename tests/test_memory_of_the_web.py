"""What processes give back to the system: the one that shows, when it grew, and only then; the one that builds, at its
pauses."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.web import memory

ROOT = Path(__file__).parents[1]


def test_memory_is_given_back_once_the_process_changed_by_much() -> None:
    given: list[int] = []
    sizes: Iterator[int] = iter([300, 260, 262, 400, 270])

    def taken() -> int:
        return next(sizes)

    def give() -> None:
        given.append(0)

    size = memory.give_back(give, 0, taken)
    assert (size, given) == (260, [0])
    size = memory.give_back(give, size, taken)
    assert (size, given) == (260, [0]), "it hardly changed"
    size = memory.give_back(give, size, taken)
    assert (size, given) == (270, [0, 0])


def test_what_this_process_takes_is_told_where_the_system_tells_it() -> None:
    assert memory._taken() >= 0


HOLDS = """
import ctypes, duckdb
from dashboard.web import memory
from pipelines.warehouse.builds import give_back
base = duckdb.connect(":memory:", config={"threads": 1})
base.execute("create table wide as select range as n, md5(range::varchar) as text from range(300000)")
base.execute("select n, list(text order by text) from wide group by all").fetchone()
base.execute("drop table wide")
before = memory._taken()
{GIVE}
print(before, memory._taken())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ce qu'un processus occupe n'est lu que sous Linux")
@pytest.mark.parametrize("give", ["memory._let_go(ctypes.CDLL(None).malloc_trim)", "give_back(base)"])
def test_what_duckdb_holds_for_later_is_given_back(give: str) -> None:
    code = HOLDS.replace("{GIVE}", give)
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    before, after = map(int, answer.split())
    assert after < before - 20, "megabytes, with a database still open"
