"""The tool that changes the SQL one sign at a time: a planted fault is seen as a whole build would, and undone."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import in_memory
import pytest
from mutation.mutants import Mutant, mutants
from mutation.stage import Stage, change_of
from mutation.table import page, reason
from reports import DIRECTORY, SCHOOLS, Report, named, table

from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse import build as building
from pipelines.warehouse import builds

ROOT = Path(building.__file__).parents[2]
NOW = "2025-2026"
FAULTS = [
    ("indicators/sql/core/retained.sql", "sum(child.sum_numerator)", "max(child.sum_numerator)"),
    ("indicators/sql/formula.sql", "when progress > 100 then 100.0", "when progress > 100 then 99.0"),
    (
        "indicators/sql/marts/indicator_progress.sql",
        "not at_least(territories_answered",
        "at_least(territories_answered",
    ),
    ("pipelines/sql/core/counting.sql", "version desc", "version asc"),
    ("pipelines/sql/checks/numerator_above_denominator.sql", "numerator > denominator", "numerator < denominator"),
    ("pipelines/sql/macros.sql", "'[\\p{Z}\\s]+', ' ', 'g'", "'[\\p{Z}\\s]', ' ', 'g'"),
]


def files() -> dict[str, bytes]:
    reports = [
        Report("DEPT-2A", rows={"O04-1": (30, 40), "O16-1": (50, 40)}),
        Report("DEPT-2B", rows={"O04-1": (99, 100), "O16-1": ("1  000", "20 000")}),
        Report("DEPT-2B", rows={"O04-1": (150, 160), "O16-1": ("1  000", "20 000")}, version=2),
    ]
    schools = [(NOW, "9710001Z", "O04-2", 30, 40)]
    return named(reports) | {
        "schools.csv": table(schools, SCHOOLS),
        "directory.csv": table([("9710001Z", "École A", "école", "971", "", "oui")], DIRECTORY),
    }


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, Settings, Any]]:
    """A build kept in memory; and what a whole build says, the long way, with the first of the faults."""
    settings, stage = Settings(data=tmp_path_factory.mktemp("mutation")), Stage()
    Archive(settings).receive(files().items())
    _, before, after = FAULTS[0]
    sql = building.query
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "query", lambda folder, name: sql(folder, name).replace(before, after))
        building.build(settings)
    wanted = figures(settings)
    with pytest.MonkeyPatch.context() as patch:
        stage.install(patch.setattr)
        building.build(settings)
        yield stage, settings, wanted


def figures(settings: Settings) -> list[Any]:
    """What is asked of whichever build stands there."""
    rows = []
    for mart in ("indicator_progress", "strategy_progress", "issue"):
        columns = "* exclude (message)" if mart == "issue" else "*"
        rows += sorted(map(repr, builds.read(settings, f"select {columns} from marts.{mart}").to_pylist()))
    return rows


@pytest.mark.proof
@pytest.mark.parametrize(("file", "before", "after"), FAULTS, ids=[file for file, *_ in FAULTS])
def test_a_planted_fault_moves_what_a_build_with_it_moves(
    staged: tuple[Stage, Settings, Any], file: str, before: str, after: str
) -> None:
    stage, settings, wanted = staged
    text = (ROOT / file).read_text(encoding="utf-8")
    assert before in text
    (key,) = stage.worlds
    sound = figures(settings)
    stage.change = change_of(text, text.replace(before, after))
    assert stage.played(key)
    faulty = figures(settings)
    stage.end()
    assert faulty != sound
    assert faulty == wanted or file != FAULTS[0][0]  # the short way runs again only what reads what moved
    assert figures(settings) == sound


@pytest.mark.proof
def test_what_changes_nothing_moves_nothing(staged: tuple[Stage, Settings, Any]) -> None:
    stage, _, _ = staged
    text = (ROOT / FAULTS[0][0]).read_text(encoding="utf-8")
    (key,) = stage.worlds
    stage.change = change_of(text, text.replace("with followed as", "with  followed as"))
    assert stage.played(key) == set()
    stage.end()


def test_marts_that_a_test_asks_in_memory_are_those_of_a_build_that_stands_there(
    staged: tuple[Stage, Settings, Any], tmp_path: Path
) -> None:
    """Else a change of the calculation would not be shown to the tests that ask no more than marts."""
    stage, _, _ = staged
    before, built = set(stage.worlds), list[Any]()
    stage.on_build = built.append
    wrong = named([Report("DEPT-59", rows={"O04-1": ("beaucoup", 100)})])
    with in_memory.marts_of(tmp_path, wrong, "issue", today=date(2020, 1, 1)) as marts:
        assert [row["code"] for row in marts("from marts.issue", {})] == ["number_unreadable"]
    (key,) = set(stage.worlds) - before
    assert built == [key]
    stage.on_build = lambda key: None
    stage.worlds.pop(key).connection.close()


def test_changes_leave_words_and_comments_alone() -> None:
    changes = list(mutants("one.sql", "-- a and b\nselect 'x = y' as said from t where a = 1 and b > 2"))
    assert {change.line for change in changes} == {2}
    assert all(change.text.startswith("-- a and b\nselect 'x = y'") for change in changes)
    assert {"where a <> 1 and b > 2", "where a = 1 or b > 2"} <= {
        change.text.partition("from t ")[2] for change in changes
    }


def test_a_survivor_is_shown_with_its_reason_or_as_a_test_that_is_missing() -> None:
    reasons = tomllib.loads((ROOT / "proofs" / "mutation" / "explained.toml").read_text(encoding="utf-8"))["reason"]
    written = ROOT / "docs" / "mutation.md"
    survivors = [line[2:] for line in written.read_text(encoding="utf-8").splitlines() if line.startswith("- ")]
    used = {reason(line) for line in survivors}
    assert [entry["pattern"] for entry in reasons if entry["why"] not in used] == []
    lost = Mutant("indicators/sql/formula.sql", 1, "operator", "a", "b", "")
    unseen = {"file": lost.file, "kind": lost.kind, "mutant": lost.name, "seen_by": ""}
    assert "un test manque" in page([unseen], [(lost.file, lost.kind)])
