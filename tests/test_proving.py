"""The line that `make proof` writes for a file says how many tests held, what they counted, and how many did not."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import proving
import pytest

Outcome = Literal["passed", "failed", "skipped"]


def report(name: str, outcome: Outcome = "passed", when: Literal["setup", "call"] = "call", **counted: int) -> Any:
    return pytest.TestReport(
        f"tests/{name}",
        ("", 0, ""),
        {},
        outcome,
        None,
        when,
        user_properties=list(counted.items()),
        start=10.0 if when == "setup" else 20.0,
        stop=100.0,
    )


def test_what_each_test_counted_is_summed_and_what_failed_is_said() -> None:
    reports = [
        report("test_oracle.py::test_a[1]", when="setup"),
        report("test_oracle.py::test_a[1]", mondes=3),
        report("test_oracle.py::test_a[2]", mondes=4),
        report("test_oracle.py::test_b", "failed", ordres=1),
        report("test_oracle.py::test_c", "failed", when="setup"),
    ]
    assert proving.sentence(reports) == "2 tests passés 2 fois, 7 mondes, 1 ordres, 2 manquements"


def test_each_file_that_proves_something_has_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[tuple[Any, ...]] = []
    monkeypatch.setattr(proving, "keep", lambda *line: lines.append(line))
    session = proving.Proving()
    for test in ("test_oracle.py::test_a", "test_pilote.py::test_c[x]", "test_cli.py::test_d"):
        session.pytest_runtest_logreport(report(test))
        session.pytest_runtest_logreport(report(test, when="setup"))
    session.pytest_sessionfinish()
    assert [(command, proved, seconds) for command, proved, _, seconds in lines] == [
        ("make proof", proving.PROVED["test_oracle"], 90.0),
        ("make proof", proving.PROVED["test_pilote"], 90.0),
    ]


def test_the_files_of_the_command_are_those_that_have_a_line() -> None:
    makefile = (Path(__file__).parents[1] / "Makefile").read_text(encoding="utf-8")
    names = makefile.partition("\nPROVED := ")[2].partition("\n")[0]
    assert {f"test_{name}" for name in names.split()} == set(proving.PROVED)
