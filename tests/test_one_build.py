"""A build published in the middle of a making: what is made is whole, of the state that it began with."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from reports import DIRECTORY, SCHOOLS, Report, copied, table, warehouse

from pipelines.access import scoped as scopes
from pipelines.access.rights import Grant, Rights
from pipelines.cli.ingest import verdicts
from pipelines.demo.register import school_code
from pipelines.errors import NoWarehouse
from pipelines.facts.explain import explain
from pipelines.facts.reminders import reminders
from pipelines.facts.review import review
from pipelines.facts.school_lists import Filters, Sight
from pipelines.facts.school_profile import profile
from pipelines.outputs.factsheet.content import content
from pipelines.outputs.factsheet.school import school_factsheet
from pipelines.outputs.open_data.write import publish
from pipelines.outputs.workbook import territory
from pipelines.outputs.workbook.national import write_national
from pipelines.outputs.workbook.schools import write_department, write_list
from pipelines.queries import query
from pipelines.releases.compare import changes
from pipelines.releases.freeze import freeze
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.warehouse import builds as reading
from pipelines.warehouse.build import build
from pipelines.warehouse.builds import counted, current_build, of_one_build, once_a_build, one_build, read

YEAR, BEFORE, NORD = "2025-2026", "2024-2025", "DEPT-59"
SCHOOL, OF_SCHOOLS = school_code("059", 1), "O05-1"
VALUE = "select value from marts.indicator_progress where territory_code = 'DEPT-59' and indicator_id = 'O04-1'"
Make = Callable[[Settings, Path], Any]


def files(yes: int, version: int) -> dict[str, bytes]:
    """Reports and lines of schools: the second set says other things of the same."""
    lines = [(YEAR, school_code("059", at), OF_SCHOOLS, yes + at, 90) for at in range(1, 7)]
    directory = [(school_code("059", at), f"École {version}", "école", "59", "Lille", "oui") for at in range(1, 7)]
    before = Report(NORD, BEFORE, {"O04-1": (yes - 5, 100)}, version)
    sent = {"avant.xlsx": before, "nord.xlsx": Report(NORD, YEAR, {"O04-1": (yes, 100)}, version)}
    if version > 1:
        sent["aisne.xlsx"] = Report("DEPT-02", YEAR, {"O04-1": (1, 100)})
    reports = {f"{version} {name}": report.xlsx() for name, report in sent.items()}
    tables = {"valeurs.csv": table(lines, SCHOOLS), "annuaire.csv": table(directory, DIRECTORY)}
    return reports | {f"{version} {name}": content for name, content in tables.items()}


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A data folder whose link leads to the first of its two builds."""
    settings = warehouse(tmp_path_factory.mktemp("two") / "data", files(40, 1))
    Archive(settings).receive(files(70, 2).items(), datetime(2026, 8, 1, tzinfo=UTC))
    build(settings)
    _publish(settings, 0)
    return settings


def _publish(settings: Settings, which: int) -> None:
    link = settings.warehouse.with_suffix(".other")
    link.symlink_to(sorted(settings.builds.glob("*.duckdb"))[which].relative_to(settings.data))
    link.replace(settings.warehouse)


@contextmanager
def publishing(settings: Settings, monkeypatch: pytest.MonkeyPatch, after: int | None):
    """Publishes the second build once so many queries were answered; gives the list of those that were."""
    answered: list[None] = []
    of_build, of_schools = reading.cursor, duckdb.DuckDBPyRelation.to_arrow_table

    def note() -> None:
        answered.append(None)
        if len(answered) == after:
            _publish(settings, 1)

    @contextmanager
    def cursor(where: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
        with of_build(where) as own:
            yield own
        note()

    def answer(relation: Any, *arguments: Any) -> Any:
        rows = of_schools(relation, *arguments)
        note()
        return rows

    with monkeypatch.context() as patched:
        patched.setattr(reading, "cursor", cursor)
        patched.setattr(duckdb.DuckDBPyRelation, "to_arrow_table", answer)
        yield answered


def _bytes(path: Path) -> dict[str, bytes]:
    paths = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
    return {file.relative_to(path.parent).as_posix(): file.read_bytes() for file in paths}


def _frozen(settings: Settings, _folder: Path) -> dict[str, bytes]:
    freeze(settings, "Figée", YEAR, {}, datetime(2026, 11, 12, tzinfo=UTC))
    return _bytes(settings.editions)


def _published(settings: Settings, folder: Path) -> dict[str, bytes]:
    publish(settings, folder / "publication")
    return _bytes(folder / "publication")


def _told(settings: Settings, _folder: Path) -> object:
    return verdicts(settings, [(receipt, True) for receipt in Archive(settings).receipts()[:2]])


def _dossier(settings: Settings, folder: Path) -> dict[str, bytes]:
    return _bytes(territory.write_territory(settings, NORD, YEAR, folder / "t.xlsx"))


def _moved(settings: Settings, _folder: Path) -> object:
    comparison = changes(settings, BEFORE, YEAR)
    rows = [*comparison.movement.effects, *comparison.movement.contributions, *comparison.movement.revisions]
    return comparison.before, comparison.after, comparison.indicators, comparison.titles, sorted(map(repr, rows))


MAKES: dict[str, Make] = {
    "la synthèse nationale": lambda at, folder: _bytes(write_national(at, YEAR, folder / "n.xlsx")),
    "le dossier d'un territoire": _dossier,
    "la fiche d'un territoire": lambda at, _: content(at, NORD, YEAR),
    "la fiche d'un objectif": lambda at, _: content(at, "objectif-4", YEAR),
    "les données ouvertes": _published,
    "une édition": _frozen,
    "ce qui a changé": _moved,
    "la revue": lambda at, _: review(at, YEAR, NORD, date(2026, 11, 12)),
    "l'explication d'un chiffre": lambda at, _: explain(at, "NAT-FR", "O04-1", YEAR),
    "les relances": lambda at, _: reminders(at, YEAR),
    "les verdicts": _told,
    "la liste des établissements": lambda at, folder: _bytes(
        write_list(Sight(at), Filters(NORD, YEAR, OF_SCHOOLS), folder / "l.xlsx")
    ),
    "les établissements d'un département": lambda at, folder: _bytes(
        write_department(Sight(at), NORD, YEAR, folder / "d.xlsx")
    ),
    "un établissement": lambda at, _: profile(Sight(at), SCHOOL, YEAR),
    "la fiche d'un établissement": lambda at, _: school_factsheet(Sight(at), SCHOOL, YEAR),
}


def _plain(result: Any, place: Path) -> Any:
    """What can be compared: bytes, or all that it says but the folder it was made in."""
    return result if isinstance(result, dict) else repr(result).replace(str(place), "")


@pytest.mark.proof
@pytest.mark.parametrize("name", MAKES)
def test_a_build_published_in_the_middle_changes_nothing_of_what_is_made(
    name: str, two: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def outcome(place: str, after: int | None) -> tuple[Any, int]:
        settings = copied(two, tmp_path / place / "data")
        if after == 0:
            _publish(settings, 1)
        with publishing(settings, monkeypatch, after) as answered:
            result = MAKES[name](settings, tmp_path / place)
        return _plain(result, tmp_path / place), len(answered)

    first, queries = outcome("first", None)
    assert queries > 1, "one query is of one build by itself"
    assert outcome("second", 0)[0] != first, "the two builds must differ, or nothing is shown"
    for after in {1, queries // 2, queries - 1}:
        assert outcome(f"after {after}", after)[0] == first, f"published after {after} of {queries} queries"


def test_the_files_of_all_the_territories_are_of_one_build(
    two: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PILOTAGE_THREADS", "1")  # in this process, where it is looked at
    settings = copied(two, tmp_path / "data")
    first, builds = current_build(settings), set[Path]()

    def write(at: Settings, *_: object) -> Path:
        builds.add(current_build(at))
        _publish(settings, 1)
        return tmp_path

    monkeypatch.setattr(territory, "write_territory", write)
    assert len(territory.write_every_territory(settings, YEAR, tmp_path)) == 119
    assert builds == {first}


def test_files_written_in_processes_of_their_own_are_the_same_bytes(
    two: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(territory, "WORTH_A_PROCESS", 1)
    monkeypatch.setenv("PILOTAGE_THREADS", "2")
    paths = {code: tmp_path / f"{code}.xlsx" for code in (NORD, "REG-32")}
    assert set(territory._written_apart(two, YEAR, paths)) == set(paths)
    for code, path in paths.items():
        assert path.read_bytes() == territory.write_territory(two, code, YEAR, tmp_path / "here.xlsx").read_bytes()
    assert not territory._write_of(two, tmp_path / "another.duckdb", NORD, YEAR, tmp_path / "none.xlsx")
    assert not (tmp_path / "none.xlsx").exists(), "a file of another build is left to who holds the first"


def test_a_scope_is_made_from_the_build_that_it_names(
    two: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = copied(two, tmp_path / "data")
    really = scopes._make

    def make(*arguments: Any) -> None:
        _publish(settings, 1)
        really(*arguments)

    rights = Rights((Grant("department", NORD),), "aucune")
    with monkeypatch.context() as patched:
        patched.setattr(scopes, "_make", make)
        own = scopes.scoped(settings, rights)
    assert read(own, VALUE)["value"].to_pylist()[-1] == 40
    assert read(scopes.scoped(settings, rights), VALUE)["value"].to_pylist()[-1] == 70


def test_what_is_held_is_let_go_with_the_block_and_by_nobody_else(two: Settings, tmp_path: Path) -> None:
    settings = copied(two, tmp_path / "data")
    first = current_build(settings)
    elsewhere: list[list[Any]] = []

    def look() -> None:
        elsewhere.append(read(settings, VALUE)["value"].to_pylist())

    with one_build(settings):
        _publish(settings, 1)
        with one_build(settings):
            assert read(settings, VALUE)["value"].to_pylist()[-1] == 40
        assert current_build(settings) == first
        other = threading.Thread(target=look)
        other.start()
        other.join()
        assert read(settings, VALUE)["value"].to_pylist()[-1] == 40
    assert elsewhere[0][-1] == 70, "another reader sees what is published"
    assert current_build(settings) != first
    assert read(settings, VALUE)["value"].to_pylist()[-1] == 70
    assert first not in reading._anchors, "a connection to a build of before is not kept"


def test_what_is_made_once_a_build_is_of_the_build_that_is_held_and_goes_with_it(two: Settings, tmp_path: Path) -> None:
    own, made = copied(two, tmp_path / "data"), list[Path]()

    def name() -> str:
        return once_a_build(own, "name", lambda: made.append(current_build(own)) or current_build(own).name)

    def held() -> list[Path]:
        return [build for build, _ in reading._made if build.parent == own.builds.resolve()]

    _publish(own, 0)
    with one_build(own):
        first = [name(), name()]
        _publish(own, 1)
        assert name() == first[0], "what is held is read"
    second = [name(), name()]
    assert first[0] != second[0]
    assert made == sorted(own.builds.resolve().glob("*.duckdb")), "each once"
    copy = own.builds / "00000009.duckdb"
    copy.write_bytes(made[1].read_bytes())
    _publish(own, 2)
    assert name() == copy.name
    assert held() == [made[1], copy.resolve()], "of a folder, the last two"
    copy.write_bytes(made[0].read_bytes())
    os.utime(copy, ns=(1, 1))
    name()
    assert len(made) == 3, "the connection that is open reads the file of before"
    reading.close(own)
    name()
    assert len(made) == 4, "another file under the same name is another build"


def test_what_is_held_is_asked_for_though_its_file_is_gone(two: Settings, tmp_path: Path) -> None:
    """Builds follow one another faster than a file is looked at, and two are kept."""
    own = copied(two, tmp_path / "data")
    with one_build(own):
        held = current_build(own)
        contents = read(own, query("received", "counted")).num_rows
        held.unlink()
        assert len(counted(own)) == contents


def test_where_nothing_was_built_a_maker_says_so_itself(tmp_path: Path) -> None:
    @of_one_build
    def make(settings: Settings) -> str:
        try:
            return str(current_build(settings))
        except NoWarehouse:
            return "nothing"

    assert make(Settings(data=tmp_path)) == "nothing"
    with pytest.raises(NoWarehouse), one_build(Settings(data=tmp_path)):
        pass


def test_what_is_read_when_the_program_ends_is_read_to_its_end(two: Settings) -> None:
    with one_build(two):
        anchor = reading._held.get()[two.warehouse]
        reading._let_go()
        assert read(two, VALUE).num_rows == 2  # campaigns
    assert not reading._anchors
    with pytest.raises(duckdb.ConnectionException):
        anchor.connection.execute("select 1")
