"""A byte that changes in the archive, a build, the cache or an edition is found and named; figures are never wrong."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from faults.corrupting import flipped, swapped
from faults.scenarios import digest
from reports import Report, copied, named, warehouse

from pipelines.errors import AlteredFile, EditionError, NoWarehouse
from pipelines.releases.freeze import damages, editions, freeze, kept_export
from pipelines.releases.open import open_edition
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.store.checksums import sound
from pipelines.warehouse.build import build
from pipelines.warehouse.builds import close, current_build
from pipelines.warehouse.worker import Status, due, turn

CHANGES = pytest.mark.parametrize("change", [flipped, swapped])
Change = Callable[[Path, random.Random], str]
Note = Callable[[str, int], None]
TIMES = 200 if os.environ.get("PROOF") == "long" else 12  # each changes one byte, or exchanges two words
FIRST, LATER = (Report(code, rows={"O04-1": (n, 100)}) for code, n in (("DEPT-59", 40), ("DEPT-62", 70)))


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, str, str]:
    """Two builds, an edition of the second, and the digest of each: copied before anything is changed."""
    settings = warehouse(tmp_path_factory.mktemp("kept") / "data", named([FIRST]))
    before = digest(settings)
    Archive(settings).receive(named([LATER]).items())
    build(settings)
    freeze(settings, "Juillet", "2025-2026", {})
    return settings, before, digest(settings)


@pytest.fixture
def own(builds: tuple[Settings, str, str], tmp_path: Path) -> Settings:
    """One's own copy."""
    return copied(builds[0], tmp_path / "data")


@pytest.mark.proof
@CHANGES
def test_a_build_that_changed_is_named_and_the_one_before_is_served(
    own: Settings, builds: tuple[Settings, str, str], change: Change, record_property: Note
) -> None:
    record_property("altérations d'un calcul", TIMES)
    build_file = own.warehouse.resolve()
    for seed in range(TIMES):
        place = change(build_file, random.Random(seed))
        assert f"builds/{build_file.name}" in damages(own), place
        assert current_build(own) != build_file, place
        shutil.copy2(builds[0].warehouse.resolve(), build_file)
    change(build_file, random.Random(99))
    assert digest(own) == builds[1], "the figures of the build before, and not a mixture"
    assert due(own)
    assert turn(own, Status()).state == "idle"
    assert (digest(own), damages(own)) == (builds[2], []), "the archive gives the same figures again"
    assert not build_file.exists(), "what was altered is not kept for a reader"


def test_without_a_sound_build_nothing_is_shown_and_the_archive_gives_all_again(
    own: Settings, builds: tuple[Settings, str, str]
) -> None:
    for path in own.builds.glob("*.duckdb"):
        swapped(path, random.Random(1))
    with pytest.raises(NoWarehouse):
        current_build(own)
    assert turn(own, Status()).state == "idle"
    assert digest(own) == builds[2]


def test_a_link_that_leads_nowhere_is_named_and_mended(own: Settings, builds: tuple[Settings, str, str]) -> None:
    own.warehouse.resolve().unlink()
    assert "warehouse.duckdb" in damages(own)
    assert digest(own) == builds[1]
    turn(own, Status())
    assert (digest(own), damages(own)) == (builds[2], [])


@pytest.mark.proof
@CHANGES
def test_a_received_file_that_changed_is_named_and_never_counted(
    own: Settings, builds: tuple[Settings, str, str], change: Change, record_property: Note
) -> None:
    record_property("altérations d'un fichier reçu", TIMES)
    [*_, last] = Archive(own).receipts()
    path = Archive(own).path(last.source_sha256)
    whole = path.read_bytes()
    shutil.rmtree(own.parsed)
    for seed in range(TIMES):
        place = change(path, random.Random(seed))
        assert f"raw/files/{path.parent.name}/{path.name}" in damages(own), place
        with pytest.raises(AlteredFile, match=path.name):
            build(own)
        assert digest(own) == builds[2], "the build that is there stays"
        path.write_bytes(whole)
    change(path, random.Random(99))
    [(receipt, is_new)] = Archive(own).receive([("again.xlsx", whole)])
    assert (receipt.sequence, is_new, Archive(own).damages()) == (2, False, [])
    build(own)
    assert digest(own) == builds[2]


@pytest.mark.proof
@CHANGES
def test_what_was_read_once_and_changed_since_is_read_again(
    own: Settings, builds: tuple[Settings, str, str], change: Change
) -> None:
    for seed, path in enumerate(sorted(own.parsed.glob("*/*/*.parquet"))[::3]):
        change(path, random.Random(seed))
    build(own)
    assert digest(own) == builds[2]


@pytest.mark.proof
@CHANGES
def test_an_edition_that_changed_is_named_and_not_opened(own: Settings, change: Change, record_property: Note) -> None:
    folder, times = own.editions / editions(own)[0].slug, TIMES // 4
    record_property("altérations d'une édition", 2 * times)
    for path in (folder / "marts" / "indicator_progress.parquet", folder / "exports" / "synthese-nationale.xlsx"):
        whole = path.read_bytes()
        for seed in range(times):
            place = change(path, random.Random(seed))
            assert f"editions/{path.relative_to(own.editions).as_posix()}" in damages(own), place
            with pytest.raises(EditionError, match=path.name):
                open_edition(own, folder.name)
            if path.suffix == ".xlsx":
                with pytest.raises(EditionError, match="sauvegarde"):
                    kept_export(own, folder.name, path.name)
            path.write_bytes(whole)


def test_the_copy_of_an_edition_that_changed_is_made_again(own: Settings, builds: tuple[Settings, str, str]) -> None:
    opened = open_edition(own, "juillet")
    close(opened)
    swapped(opened.warehouse.resolve(), random.Random(5))
    assert not sound(opened.warehouse.resolve())
    assert digest(open_edition(own, "juillet")) == builds[2]
