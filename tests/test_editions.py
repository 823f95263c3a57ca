"""Editions: what was published never moves, owns its reserves, and shows any byte that changed."""

from __future__ import annotations

import csv
import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Barrier

import pytest
from pyarrow import parquet
from reports import Report, copied, table, warehouse
from typer.testing import CliRunner

from pipelines.backup.backup import backup
from pipelines.backup.restore import restore
from pipelines.cli.app import app
from pipelines.errors import EditionError
from pipelines.releases.freeze import Edition, damages, editions, freeze, freeze_once, kept_sums, reserves
from pipelines.releases.open import open_edition
from pipelines.settings import Settings
from pipelines.store.lock import one_if_free
from pipelines.warehouse.builds import read
from pipelines.warehouse.publication import draft

NOW = datetime(2026, 11, 12, 9, 30, tzinfo=UTC)
YEAR = "2025-2026"
FIGURES = "from marts.indicator_progress order by all"
Frozen = tuple[Settings, Edition]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """One good report, one table that disagrees with it, one file that is refused."""
    files = {
        "nord.xlsx": Report("DEPT-59", rows={"O04-1": (600, 1000), "O10-1": (40, 50)}).xlsx(),
        "ile.xlsx": Report("REG-01", meetings=[(date(2026, 1, 15), "comité unique")]).xlsx(),
        "pix.csv": table([(YEAR, "DEPT-59", "O04-1", 700, 1000)]),
        "abîmé.xlsx": b"PK\x03\x04 rien",
    }
    return warehouse(tmp_path_factory.mktemp("built") / "data", files)


@pytest.fixture
def settings(built: Settings, tmp_path: Path) -> Settings:
    return copied(built, tmp_path / "data")


@pytest.fixture(scope="module")
def november(built: Settings, tmp_path_factory: pytest.TempPathFactory) -> Frozen:
    """The same with an edition, frozen once: what tests begin from is a copy of it."""
    settings = copied(built, tmp_path_factory.mktemp("november") / "data")
    return settings, freeze(settings, "Novembre", YEAR, sentences(settings), NOW)


@pytest.fixture
def frozen(november: Frozen, tmp_path: Path) -> Frozen:
    settings, edition = november
    return copied(settings, tmp_path / "data"), edition


def sentences(settings: Settings) -> dict[str, str]:
    return {caveat["key"]: "Vu avec le comité." for caveat in reserves(settings, YEAR)}


def test_a_refusal_and_a_discrepancy_need_their_sentence(settings: Settings) -> None:
    assert [(caveat["kind"], caveat["subject"].split(",")[0]) for caveat in reserves(settings, YEAR)] == [
        ("écart", "Nord"),
        ("refus", "abîmé.xlsx"),
    ]
    with pytest.raises(EditionError, match="2 refus ou écarts"):
        freeze(settings, "Novembre", YEAR, {})
    assert editions(settings) == []
    edition = freeze(settings, "Novembre 2026 : l'édition", YEAR, sentences(settings), NOW)
    assert edition.slug == "novembre-2026-l-edition"
    assert [acknowledgement["sentence"] for acknowledgement in edition.acknowledgements] == ["Vu avec le comité."] * 2
    assert editions(settings) == [edition]


def test_a_backup_takes_a_whole_edition_or_nothing_of_it(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the seal and the name of its folder the lock of the editions is held; cut there, the seal stays here."""
    locks_held: list[bool] = []

    def cut(self: Path, _target: Path) -> None:
        with one_if_free(settings.editions) as free:
            locks_held.append(not free)
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(Path, "rename", cut)
        with pytest.raises(KeyboardInterrupt):
            freeze(settings, "Novembre", YEAR, sentences(settings), NOW)
    assert locks_held == [True]
    assert list(settings.editions.glob("*.sha256")), "cut after the seal"
    restored = Settings(data=tmp_path / "restored")
    restore(restored, backup(settings, tmp_path / "cut.tar").path)
    assert (editions(restored), damages(restored)) == ([], [])
    frozen = freeze(settings, "Novembre", YEAR, sentences(settings), NOW)
    again = Settings(data=tmp_path / "again")
    restore(again, backup(settings, tmp_path / "whole.tar").path)
    assert (editions(again), damages(again)) == ([frozen], [])


def test_a_name_is_taken_once(frozen: Frozen) -> None:
    settings, _ = frozen
    with pytest.raises(EditionError, match="existe déjà"):
        freeze(settings, "novembre", YEAR, sentences(settings), NOW)


def test_two_who_freeze_at_once_keep_one_whole_edition(settings: Settings) -> None:
    """They would share a draft: the second waits, and has what the first kept where it asks for the same."""
    owned, together = sentences(settings), Barrier(2)

    def ask(_: int) -> tuple[Edition, bool]:
        together.wait()
        return freeze_once(settings, "Novembre", YEAR, owned)

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(ask, range(2)))
    assert sorted(new for _, new in answers) == [False, True]
    assert [edition for edition, _ in answers] == editions(settings) * 2
    assert damages(settings) == []
    for changed in (dict.fromkeys(owned, "Autre chose."), {}):
        with pytest.raises(EditionError, match="existe déjà"):
            freeze_once(settings, "Novembre", YEAR, changed)
    warehouse(settings.data, {"nord 2.xlsx": Report("DEPT-59", rows={"O10-1": (1, 50)}, version=2).xlsx()})
    with pytest.raises(EditionError, match="existe déjà"):
        freeze_once(settings, "Novembre", YEAR, owned)


def test_an_edition_never_moves(frozen: Frozen) -> None:
    settings, edition = frozen
    before = read(settings, FIGURES).to_pylist()
    contents = {path: path.read_bytes() for path in (settings.editions / edition.slug).rglob("*") if path.is_file()}
    warehouse(settings.data, {"nord 2.xlsx": Report("DEPT-59", rows={"O04-1": (1, 1000)}, version=2).xlsx()})
    assert read(settings, FIGURES).to_pylist() != before
    assert read(open_edition(settings, edition.slug), FIGURES).to_pylist() == before
    assert {path: path.read_bytes() for path in contents} == contents
    assert damages(settings) == []


def test_an_edition_keeps_its_own_words(frozen: Frozen) -> None:
    settings, edition = frozen
    opened = open_edition(settings, edition.slug)
    assert opened.catalogue
    assert (opened.catalogue / "strategie.toml").exists()
    assert read(opened, "select count(*) as n from marts.objective")["n"].to_pylist() == [16]


def test_an_unknown_edition_names_the_known_ones(frozen: Frozen) -> None:
    settings, _ = frozen
    with pytest.raises(EditionError, match="éditions connues : novembre"):
        open_edition(settings, "decembre")


def kept_files(settings: Settings) -> list[Path]:
    paths = (path for folder in (settings.raw, settings.editions) for path in folder.rglob("*"))
    return sorted(path for path in paths if path.is_file() and path.name != "lock")


def test_one_flipped_byte_anywhere_is_found_and_named(frozen: Frozen) -> None:
    settings, _ = frozen
    files = kept_files(settings)
    assert len(files) > 30
    for path in files:
        content = path.read_bytes()
        for place in {0, len(content) // 2, len(content) - 1}:
            path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
            assert any(path.name in damage for damage in damages(settings)), f"{path.name}, byte {place}"
        path.write_bytes(content)
    assert damages(settings) == []


def test_a_lost_file_is_found_and_named(frozen: Frozen) -> None:
    settings, _ = frozen
    for path in kept_files(settings):
        if path.parent.name != "receipts":
            content = path.read_bytes()
            path.unlink()
            assert any(path.name in damage for damage in damages(settings)), path.name
            path.write_bytes(content)


def test_freeze_and_verify_as_commands(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTAGE_DATA", str(settings.data))
    monkeypatch.chdir(tmp_path)
    command = ["freeze", "Comité de novembre", "--campaign", YEAR]
    first = CliRunner().invoke(app, command)
    assert first.exit_code == 1
    assert "Rien n'a été figé" in first.output
    with Path("reserves.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [row["phrase"] for row in rows] == ["", ""]
    with Path("reserves.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), delimiter=";")
        writer.writeheader()
        writer.writerows(row | {"phrase": "Vu."} for row in rows)
    second = CliRunner().invoke(app, command)
    assert second.exit_code == 0, second.output
    assert CliRunner().invoke(app, ["verify"]).exit_code == 0
    victim = next(path for path in kept_files(settings) if path.suffix == ".parquet")
    victim.write_bytes(victim.read_bytes() + b"x")
    answer = CliRunner().invoke(app, ["verify"])
    assert answer.exit_code == 1
    assert victim.name in answer.output


def exported(settings: Settings, folder: Path, *arguments: str) -> bytes:
    path = folder / "export.xlsx"
    answer = CliRunner().invoke(app, ["export", *arguments, "--output", str(path)])
    assert answer.exit_code == 0, answer.output
    return path.read_bytes()


def test_the_exports_of_an_edition_are_identical_bytes(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PILOTAGE_DATA", str(settings.data))
    monkeypatch.setenv("PILOTAGE_TODAY", NOW.date().isoformat())  # states of calls are those of the day of freezing
    national = exported(settings, tmp_path, "national", "--campaign", YEAR)
    nord = exported(settings, tmp_path, "DEPT-59", "--campaign", YEAR)
    edition = freeze(settings, "Novembre", YEAR, sentences(settings), NOW)
    late = {
        f"{n:03d}.xlsx": Report(f"DEPT-{n:02d}", rows={"O10-1": (n, 100)}, version=v).xlsx()
        for n in (*range(1, 20), *range(21, 96))
        for v in (1, 2, 3, 4)
    }
    monkeypatch.delenv("PILOTAGE_TODAY")  # and stay so, whatever the day one looks
    warehouse(settings.data, late | {"nord 2.xlsx": Report("DEPT-59", rows={"O10-1": (1, 50)}, version=2).xlsx()})
    assert exported(settings, tmp_path, "national", "--campaign", YEAR) != national
    assert exported(settings, tmp_path, "national", "--edition", edition.slug) == national
    assert exported(settings, tmp_path, "DEPT-59", "--edition", edition.slug) == nord


def test_a_program_that_changed_its_tables_gives_back_the_bytes_it_kept(
    frozen: Frozen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, edition = frozen
    monkeypatch.setenv("PILOTAGE_DATA", str(settings.data))
    national = exported(settings, tmp_path, "national", "--campaign", YEAR)
    with draft(open_edition(settings, edition.slug)) as connection:
        connection.execute("create schema marts; create table marts.build as select 'autre' as program_version")
    assert exported(settings, tmp_path, "national", "--edition", edition.slug) == national


def test_an_edition_of_an_older_program_is_read_in_the_present_shape(frozen: Frozen) -> None:
    settings, edition = frozen
    marts = settings.editions / edition.slug / "marts"
    older = parquet.read_table(marts / "indicator.parquet").drop_columns(["retired_since"])
    parquet.write_table(older, marts / "indicator.parquet")
    (marts / "rewording.parquet").unlink()
    (marts / "committee_meeting.parquet").unlink()
    sums = kept_sums(marts.parent).encode()  # as the older program sealed it
    (marts.parent / "SHA256SUMS").write_bytes(sums)
    marts.parent.with_suffix(".sha256").write_text(hashlib.sha256(sums).hexdigest())
    opened = open_edition(settings, edition.slug)
    assert read(opened, "select count(*) as n, count(retired_since) as m from marts.indicator").to_pylist() == [
        {"n": older.num_rows, "m": 0}
    ]
    assert read(opened, "from marts.rewording").num_rows == 0
    query = "from marts.committee_meeting order by all"
    assert read(opened, query).to_pylist() == read(settings, query).to_pylist()
    assert [row["territory_code"] for row in read(opened, query).to_pylist()] == ["DEPT-971", "REG-01"]
    assert read(opened, FIGURES).to_pylist() == read(settings, FIGURES).to_pylist()
