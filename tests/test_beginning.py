"""What every build begins with is made once a process: again where it is gone, apart where it is not the same."""

from __future__ import annotations

import shutil
from functools import lru_cache
from pathlib import Path

import duckdb
import pytest
from reports import Report, named, rows, warehouse

from pipelines.warehouse import beginning
from pipelines.warehouse.builds import connect


@pytest.fixture
def laid(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What was laid, in order, in a process that made nothing yet."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(beginning, "_folder", lru_cache(maxsize=1)(beginning._folder.__wrapped__))
    return []


def begun(laid: list[str], text: str, *campaigns: str) -> Path:
    def lay(connection: duckdb.DuckDBPyConnection) -> None:
        laid.append(text)
        connection.execute(f"create table told as select '{text}' as text")

    return beginning.beginning((text,), {"campaign": [{"campaign": campaign} for campaign in campaigns]}, lay)


def read(path: Path) -> list[tuple[str]]:
    with connect(path, read_only=True) as connection:
        return connection.execute("from told").fetchall()


def test_it_is_made_once_and_again_where_it_was_swept_away(laid: list[str]) -> None:
    assert begun(laid, "a") == begun(laid, "a")
    assert laid == ["a"]
    shutil.rmtree(beginning._folder().name)
    assert read(begun(laid, "a")) == [("a",)]
    assert laid == ["a", "a"]


def test_a_folder_that_somebody_else_made_in_its_place_is_not_used(
    laid: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    planted = begun(laid, "a")
    others = planted.parent.stat().st_uid + 1
    monkeypatch.setattr("os.geteuid", lambda: others, raising=False)
    again = begun(laid, "a")
    assert again.parent != planted.parent
    assert laid == ["a", "a"]


def test_other_texts_or_other_rows_make_another(laid: list[str]) -> None:
    first, *others = begun(laid, "a", "2024"), begun(laid, "b", "2024"), begun(laid, "a", "2025"), begun(laid, "a")
    assert len({first, *others}) == 4
    assert [read(path) for path in (first, *others)] == [[("a",)], [("b",)], [("a",)], [("a",)]]


def test_what_served_longest_ago_is_the_first_to_leave(laid: list[str]) -> None:
    for number in range(beginning.KEPT + 3):
        begun(laid, f"text {number}")
        begun(laid, "text 0")
    assert len(laid) == beginning.KEPT + 3, "what serves is not made again"
    assert len([*Path(beginning._folder().name).iterdir()]) == beginning.KEPT


def test_a_build_leaves_it_as_it_was(tmp_path: Path) -> None:
    """What a build receives is its own: the next one begins as the first did."""
    full = warehouse(tmp_path / "full", named([Report("DEPT-59", rows={"O04-1": (7, 10)})]))
    empty = warehouse(tmp_path / "empty", {})
    count = "select count(*) as reports from marts.report"
    assert [rows(where, count)[0]["reports"] for where in (full, empty)] == [1, 0]
    assert rows(empty, "select count(*) as campaigns from marts.campaign")[0]["campaigns"] > 0
