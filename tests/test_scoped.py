"""Each scope's warehouse: what it holds is what an independent statement of the rule lets through, and nothing else."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from canary import Marks, committees, region_of
from canary import build as canary_build
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from reports import apart

from indicators.territories import territories
from pipelines.access import scoped as scoping
from pipelines.access.committees import committees as group_of
from pipelines.access.rights import COMPARISONS, EVERYTHING, NOTHING, Comparisons, Grant, Rights
from pipelines.access.scoped import PUBLIC, SCOPE, scoped
from pipelines.access.shown import ShownFigures, keep_shown, path_of, read_shown
from pipelines.releases.freeze import freeze, reserves, tables
from pipelines.releases.open import open_edition
from pipelines.settings import Settings
from pipelines.warehouse import builds
from pipelines.warehouse.builds import read
from pipelines.warehouse.publication import draft

Row = dict[str, Any]
NORTH = Rights((Grant("region", "REG-32"),))
FREE_TEXT = ("meeting", "action_change", "agreement", "call_for_projects", "budget_step", "school_body", "assessment")
FREE_TEXT += ("attendance", "program_line")
SCHOOLS = ("school", "school_follow_up")
RESULTS = (
    *("indicator_progress", "objective_progress", "axis_progress", "strategy_progress", "projection"),
    "agreed_target",
)


@pytest.fixture(scope="module")
def whole(demo_data: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The demonstration, read from a data folder of its own."""
    return apart(demo_data, tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="module")
def everything(whole: Settings) -> dict[str, list[Row]]:
    return {table: rows(whole, table) for table in tables(whole)}


@pytest.fixture(scope="module")
def canaries(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, dict[str, Marks]]:
    return canary_build(tmp_path_factory.mktemp("canaries"))


def rows(settings: Settings, table: str) -> list[Row]:
    return read(settings, f"from marts.{table}").to_pylist()


# The rule, said once more without the tables and the code of the program: who is above whom is read from the codes.

PARENTS = {territory.code: territory.parent_code for territory in territories()}
LEVELS = {territory.code: territory.level for territory in territories()}


def lineage(code: str | None) -> list[str]:
    return [code, *lineage(PARENTS[code])] if code else []


def sees(rights: Rights, code: str | None, roles: tuple[str, ...]) -> bool:
    return any(grant.role in roles and grant.territory_code in lineage(code) for grant in rights.grants)


def detailed(rights: Rights, code: str | None) -> bool:
    return sees(rights, code, ("region", "department"))


def followed(rights: Rights, code: str | None) -> bool:
    return sees(rights, code, ("region", "department", "reader"))


def figures(rights: Rights, code: str | None) -> bool:
    above = any(code in lineage(grant.territory_code) for grant in rights.grants)
    return above or followed(rights, code) or (rights.comparisons == "toutes" and bool(rights.grants))


def seen_beneath(rights: Rights, code: str | None) -> bool:
    return followed(rights, code) or (rights.comparisons == "toutes" and bool(rights.grants)) or NATION in rights.grants


NATION = Grant("reader", "NAT-FR")
COMPARED = ("comparable_value", "comparable_previous", "comparable_territories", "comparable_evolution")


def without_comparison(row: Row) -> Row:
    return {name: None if name in COMPARED else value for name, value in row.items()}


def may_see(rights: Rights, table: str, row: Row, whole: dict[str, list[Row]]) -> Row | None:
    """The row as these rights may see it, or None."""
    code = row.get("territory_code")
    if table in PUBLIC:
        return row
    if table in (*RESULTS, "territory", "indicator_breakdown"):
        return row if figures(rights, code) else None
    if table in (*FREE_TEXT, *SCHOOLS, "report"):
        return row if detailed(rights, code) and row.get("kind") != "table" else None
    if table == "action":  # what its région wrote is not the committee's to show
        region = next((ancestor for ancestor in lineage(code) if LEVELS[ancestor] == "region"), None)
        hidden = {} if detailed(rights, region) else {"regional_title": None}
        return row | hidden if detailed(rights, code) else None
    if table in ("official_extract", "declared_follow_up"):  # they speak of many territories, or of France
        return row if detailed(rights, "NAT-FR") else None
    if table == "committee_meeting":
        return row if detailed(rights, code) and detailed(rights, row["held_by"]) else None
    if table in ("discrepancy", "action_summary", "reference_count", "reference_denominator", "school_coverage"):
        return row if followed(rights, code) else None
    if table == "provenance":
        return row | ({} if detailed(rights, code) else {"comment": None}) if followed(rights, code) else None
    if table == "collection":
        hidden = {} if detailed(rights, code) else {"source_file": None, "source_sha256": None}
        return row | hidden if followed(rights, code) else None
    if table == "discussion_point":
        needed = {"disagreement": detailed, "declared_gap": detailed, "discrepancy": followed}.get(row["rule"], figures)
        return row if needed(rights, code) else None
    if table == "gap_part":  # a share of the whole tells what all the others miss
        return row if figures(rights, row["part_code"]) and seen_beneath(rights, code) else None
    if table == "peer_median":
        return row if rights.grants and rights.comparisons != "aucune" else None
    assert table == "issue", f"nothing says who sees marts.{table}"
    report = next(report for report in whole["report"] if report["source_sha256"] == row["source_sha256"])
    return row if report["kind"] == "report" and detailed(rights, report["territory_code"]) else None


def counted(rows: list[Row]) -> Counter[tuple[str, ...]]:
    return Counter(tuple(map(str, row.values())) for row in rows)


GRANTS = st.sampled_from(
    [Grant("reader", code) for code in LEVELS]
    + [Grant("region", code) for code, level in LEVELS.items() if level == "region"]
    + [Grant("department", code) for code, level in LEVELS.items() if level == "department"]
)


@pytest.mark.proof
@given(grants=st.lists(GRANTS, max_size=3, unique=True), comparisons=st.sampled_from(COMPARISONS))
@hypothesis_settings(max_examples=8)
def test_a_scope_holds_what_the_rule_lets_through_and_nothing_else(
    whole: Settings, everything: dict[str, list[Row]], grants: list[Grant], comparisons: Comparisons
) -> None:
    rights = Rights(tuple(grants), comparisons)
    own = scoped(whole, rights)
    assert tables(own) == tables(whole)
    for table, whole_rows in everything.items():
        expected = [allowed for row in whole_rows if (allowed := may_see(rights, table, row, everything)) is not None]
        own_rows = rows(own, table)
        if table in (*RESULTS[:-1], "indicator_breakdown", "discussion_point"):
            # above, what subtraction would give back is left out (test_differences.py says what), and nothing is added
            above = [row for row in own_rows if not seen_beneath(rights, row["territory_code"])]
            known_above = [row for row in expected if not seen_beneath(rights, row["territory_code"])]
            compared = [without_comparison(row) for row in above if row.get("status") != "withheld"]
            assert counted(compared) <= counted([without_comparison(row) for row in known_above]), f"{table}, {rights}"
            assert len(above) == len(known_above) or "status" not in whole_rows[0], f"{table}, {rights}"
            for away in (row for row in above if row.get("status") == "withheld"):
                assert {value for name, value in away.items() if isinstance(value, float)} == set(), (
                    f"{table}, {rights}"
                )
            own_rows = [row for row in own_rows if seen_beneath(rights, row["territory_code"])]
            expected = [row for row in expected if seen_beneath(rights, row["territory_code"])]
        assert counted(own_rows) == counted(expected), f"{table}, {rights}"


@pytest.mark.parametrize("comparisons", COMPARISONS)
def test_a_region_sees_itself_whole_and_the_others_as_it_is_allowed(whole: Settings, comparisons: Comparisons) -> None:
    own = scoped(whole, Rights((Grant("region", "REG-32"),), comparisons))
    places = set(read(own, "select distinct territory_code from marts.strategy_progress")["territory_code"].to_pylist())
    assert {"REG-32", "ACA-20", "DEPT-59", "DEPT-02", "NAT-FR"} <= places
    assert len(places) == {"toutes": 150, "médianes": 9, "aucune": 9}[comparisons]
    for table in ("report", "action", "provenance"):
        codes = read(own, f"select distinct territory_code from marts.{table}")["territory_code"].to_pylist()
        assert codes, table
        assert all("REG-32" in lineage(code) for code in codes), table
    medians = read(own, "from marts.peer_median where kind = 'strategy'").to_pylist()
    assert {row["level"] for row in medians} == (
        set() if comparisons == "aucune" else {"region", "academy", "department"}
    )


def test_what_is_above_is_seen_by_its_figures_alone(whole: Settings) -> None:
    own, france = (
        scoped(whole, Rights((Grant("department", "DEPT-59"),))),
        "where territory_code = 'NAT-FR' order by all",
    )
    for table in RESULTS:
        own_rows, whole_rows = (read(settings, f"from marts.{table} {france}").to_pylist() for settings in (own, whole))
        assert [without_comparison(row) for row in own_rows] == [without_comparison(row) for row in whole_rows]
        assert all(
            row[name] in (None, real[name]) for row, real in zip(own_rows, whole_rows, strict=True) for name in row
        )
    for table in ("provenance", "report", "meeting", "collection", "discrepancy"):
        assert not read(own, f"from marts.{table} {france}").num_rows
        assert read(whole, f"from marts.{table} {france}").num_rows or table == "discrepancy"


def test_a_reader_sees_figures_and_cells_and_nothing_that_was_written(whole: Settings) -> None:
    own = scoped(whole, Rights((Grant("reader", "NAT-FR"),)))
    assert read(own, "from marts.indicator_progress").num_rows == read(whole, "from marts.indicator_progress").num_rows
    assert read(own, "from marts.provenance").num_rows == read(whole, "from marts.provenance").num_rows
    assert [table for table in (*FREE_TEXT, *SCHOOLS, "action", "report", "issue") if rows(own, table)] == []
    assert read(own, "select count(comment) as n from marts.provenance")["n"].to_pylist() == [0]
    assert read(whole, "select count(comment) as n from marts.provenance")["n"].to_pylist() != [0]


def test_medians_are_whole_points_of_five_territories_at_least(whole: Settings) -> None:
    medians = rows(whole, "peer_median")
    assert all(row["territories"] >= 5 and row["progress"] == round(row["progress"]) for row in medians)
    assert {row["level"] for row in medians} == {"region", "academy", "department"}, "France has no peers"
    assert {row["kind"] for row in medians} == {"strategy", "axis", "objective", "indicator"}


def test_who_has_everything_reads_the_whole_and_who_has_nothing_only_names(whole: Settings) -> None:
    assert scoped(whole, EVERYTHING) is whole
    for nobody in (NOTHING, Rights((), "toutes")):
        own = scoped(whole, nobody)
        assert {table for table in tables(own) if rows(own, table)} <= set(PUBLIC)


def test_every_public_table_has_its_rule(whole: Settings) -> None:
    assert set(tables(whole)) == {path.stem for path in SCOPE.glob("*.sql")} | set(PUBLIC)


def _build(settings: Settings, value: str = "secret") -> None:
    with draft(settings) as connection:
        connection.execute("create schema marts; create schema core")
        connection.execute(f"create table marts.surprise as select '{value}' as word, 1.5 as figure")
        connection.execute(f"create table marts.axis as select 1 as axis_id, '{value}' as title")
        connection.execute("create table core.reported as select 'hidden' as word")


def test_a_table_that_nobody_thought_of_is_there_and_empty(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    _build(settings)
    own = scoped(settings, NORTH)
    assert tables(own) == ["axis", "surprise"]
    assert rows(own, "axis")
    assert read(own, "from marts.surprise").schema.names == ["word", "figure"]
    assert not rows(own, "surprise")
    with pytest.raises(duckdb.CatalogException):
        read(own, "from core.reported")


def test_a_scope_follows_the_build_and_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, other = Settings(data=tmp_path), Rights((Grant("region", "REG-11"),))
    _build(settings, "one")
    north, forgotten = scoped(settings, NORTH), scoped(settings, other)
    first = north.warehouse.resolve()
    assert scoped(settings, NORTH).warehouse.resolve() == first, "made once"
    _build(settings, "two")
    assert rows(scoped(settings, NORTH), "axis")[0]["title"] == "two"
    assert rows(forgotten, "axis")[0]["title"] == "one", "whoever still looks at it is not disturbed"
    _build(settings, "three")
    assert rows(scoped(settings, NORTH), "axis")[0]["title"] == "three"
    assert not forgotten.warehouse.exists()
    assert not list(forgotten.builds.glob("*.duckdb"))
    assert rows(scoped(settings, other), "axis")[0]["title"] == "three"
    monkeypatch.setattr(scoping, "_rules", lambda: "other rules")
    assert scoped(settings, NORTH).warehouse.resolve() != first


def test_where_scopes_are_made_without_end_one_of_a_moment_ago_serves_who_can_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, other = Settings(data=tmp_path), Rights((Grant("region", "REG-11"),))
    _build(settings, "one")
    waiting = scoped(settings, other)
    for word in ("two", "three", "four"):
        _build(settings, word)
        scoped(settings, NORTH)

    def title(patient: bool = True) -> str:
        return rows(scoped(settings, NORTH, patient), "axis")[0]["title"]

    monkeypatch.setattr(scoping, "_spent", deque([(time.monotonic(), scoping.WINDOW)]))  # more than a core can do
    _build(settings, "five")
    own = scoped(settings, NORTH, patient=True)
    assert (title(), scoping.is_behind(settings, own)) == ("four", True)
    assert scoping.is_behind(settings, settings) is False
    assert title(patient=False) == "five", "an answer that nobody shows again is of the last build"
    assert not scoping.is_behind(settings, own)
    _build(settings, "six")
    monkeypatch.setattr(scoping, "_rules", lambda: "other rules")
    assert title() == "six", "what was made by other rules serves nobody"
    _build(settings, "seven")
    assert title() == "six"
    made = (own.data / scoping.ORIGIN).stat().st_mtime - scoping.SERVES
    os.utime(own.data / scoping.ORIGIN, (made, made))
    assert title() == "seven", "it has served long enough"
    _build(settings, "eight")
    monkeypatch.setattr(scoping, "_spent", deque([(time.monotonic() - scoping.WINDOW, scoping.WINDOW)]))
    assert title() == "eight", "nobody else is waiting any more"
    assert not waiting.warehouse.exists()


def test_what_still_serves_is_not_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, other = Settings(data=tmp_path), Rights((Grant("region", "REG-11"),))
    monkeypatch.setattr(scoping, "_spent", deque([(time.monotonic(), scoping.WINDOW)]))
    _build(settings, "one")
    waiting = scoped(settings, other)
    for code in ("REG-24", "REG-27", "REG-28"):
        _build(settings, code)
        scoped(settings, Rights((Grant("region", code),)), patient=True)
    assert rows(scoped(settings, other, patient=True), "axis")[0]["title"] == "one"
    assert scoping.is_behind(settings, waiting)
    scoped(settings, NORTH)
    assert not waiting.warehouse.exists(), "who waits for nothing leaves nothing behind"


def test_what_is_shown_last_is_the_last_to_be_forgotten(whole: Settings) -> None:
    rights = Rights((Grant("department", "DEPT-59"),))
    own, memory = scoped(whole, rights), path_of(whole, rights.key)
    shown = read_shown(memory).sums
    earlier = [group_of([f"earlier {number}"]) for number in range(48)]  # as many as are remembered
    keep_shown(memory, ShownFigures({key: list(earlier) for key in shown}))
    (own.data / scoping.ORIGIN).unlink()
    scoped(whole, rights)
    again = read_shown(memory).sums
    assert any(shown.values())
    assert {key: {*sums} - {*earlier} for key, sums in again.items()} == {key: {*sums} for key, sums in shown.items()}
    assert {len(sums) for sums in again.values()} == {48}


def test_several_processes_ask_for_the_same_scope(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    _build(settings)
    program = (
        "import sys; from pathlib import Path; from pipelines.settings import Settings\n"
        "from pipelines.access.rights import Grant, Rights; from pipelines.access.scoped import scoped\n"
        "own = scoped(Settings(data=Path(sys.argv[1])), Rights((Grant('region', 'REG-32'),)))\n"
        "print(own.warehouse.resolve().name)"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert len({process.communicate(timeout=60)[0] for process in running}) == 1
    assert [process.returncode for process in running] == [0] * 3


def test_an_edition_is_seen_through_the_same_rules(canaries: tuple[Settings, dict[str, Marks]]) -> None:
    settings, _ = canaries
    sentences = {caveat["key"]: "assumé" for caveat in reserves(settings, "2025-2026")}
    edition = freeze(settings, "Comité", "2025-2026", sentences)
    own = scoped(open_edition(settings, edition.slug), NORTH)
    assert {row["territory_code"] for row in rows(own, "report")} == {
        code for code in committees() if region_of(code) == "REG-32"
    }
    assert own.data.is_relative_to(settings.opened_editions)


def _named_in(content: bytes, marks: dict[str, Marks]) -> tuple[set[str], set[str]]:
    """The committees of which a word stands in these bytes, and those of which a number does, as the file writes it."""
    words = {code for code, mark in marks.items() if mark.word.encode() in content}
    figures = {
        code
        for code, mark in marks.items()
        if any(struct.pack("<d", float(number)) in content or number.encode() in content for number in mark.numbers)
    }
    return words, figures


@pytest.mark.proof
def test_the_very_bytes_hold_nothing_of_others(canaries: tuple[Settings, dict[str, Marks]]) -> None:
    settings, marks = canaries
    own = scoped(settings, NORTH)
    scope = b"".join(path.read_bytes() for path in own.data.rglob("*") if path.is_file())
    mine = {code for code in marks if region_of(code) == "REG-32"}
    assert _named_in(settings.warehouse.read_bytes(), marks) == (set(marks), set(marks)), "the search would see them"
    assert _named_in(scope, marks) == (mine, mine)


@pytest.mark.parametrize(
    "sql",
    [
        "from read_csv('{file}')",
        "from read_text('{file}')",
        "attach '{file}' as other",
        "copy (select 1) to '{file}.csv'",
        "set enable_external_access = true",
        "install httpfs",
    ],
)
def test_a_query_reaches_no_other_file(whole: Settings, sql: str) -> None:
    own = scoped(whole, NORTH)
    with pytest.raises(duckdb.Error, match=r"disabled|locked|read-only|configuration"):
        read(own, sql.format(file=whole.warehouse.resolve()))


@pytest.mark.proof
def test_many_scopes_at_once_never_mix(whole: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builds, "KEPT_ANCHORS", 2)
    regions = [code for code, level in LEVELS.items() if level == "region"][:6]
    folders = {code: scoped(whole, Rights((Grant("region", code),), "aucune")) for code in regions}
    wrong: list[object] = []

    def look(code: str) -> Callable[[], None]:
        sql = "select distinct territory_code from marts.report where territory_code like 'REG-%'"

        def run() -> None:
            for _ in range(30):
                try:
                    places = read(folders[code], sql)["territory_code"].to_pylist()
                    wrong.extend([] if places == [code] else [(code, places)])
                except Exception as failure:
                    wrong.append(failure)

        return run

    running = [threading.Thread(target=look(code)) for code in regions for _ in range(2)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    assert wrong == []
    assert len(builds._anchors) <= 2
