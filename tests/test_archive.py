"""What was received is kept byte for byte, once, in the order of receipt, whoever else deposits meanwhile."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from reports import Report, warehouse

from pipelines.ingest.cache import parsed_tables
from pipelines.settings import Settings
from pipelines.store import archive as archive_module
from pipelines.store import records as records_module
from pipelines.store.archive import Archive, plain_name
from pipelines.warehouse.builds import read


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path)


def test_bytes_are_kept_as_they_came(settings: Settings) -> None:
    content = bytes(range(256)) * 9
    [(receipt, is_new)] = Archive(settings).receive([("données.bin", content)])
    assert is_new
    assert receipt.source_sha256 == hashlib.sha256(content).hexdigest()
    assert receipt.source_file == "données.bin"
    assert Archive(settings).read(receipt.source_sha256) == content


def test_the_same_bytes_under_another_name_are_received_once(settings: Settings) -> None:
    archive = Archive(settings)
    archive.receive([("a.xlsx", b"one"), ("b.xlsx", b"two")])
    answers = archive.receive([("c.xlsx", b"one"), ("d.xlsx", b"three")])
    assert [(receipt.source_file, receipt.sequence, new) for receipt, new in answers] == [
        ("a.xlsx", 1, False),
        ("d.xlsx", 3, True),
    ]
    assert [receipt.source_file for receipt in archive.receipts()] == ["a.xlsx", "b.xlsx", "d.xlsx"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("../../etc/passwd.xlsx", "passwd.xlsx"),
        (r"C:\Utilisateurs\bureau\remontée.xlsx", "remontée.xlsx"),
        ("a\nb\x00c.xlsx", "abc.xlsx"),
        ("/", "sans nom"),
        ("é" * 300, "é" * 200),
    ],
)
def test_a_name_names_and_never_leads(typed: str, name: str) -> None:
    assert plain_name(typed) == name


def test_nothing_is_acknowledged_before_it_is_on_the_disk(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bytes are synced before the receipt is written, and so are the folders that lead to them."""
    done: list[str] = []
    write, sync = archive_module.write_durably, archive_module.sync_folder
    for module in (archive_module, records_module):
        monkeypatch.setattr(module, "write_durably", lambda p, c: (write(p, c), done.append(f"file {p.parent.name}")))
    monkeypatch.setattr(archive_module, "sync_folder", lambda p: (sync(p), done.append(f"folder {p.name}")))
    Archive(settings).receive([("a", b"one")])
    shard = hashlib.sha256(b"one").hexdigest()[:2]
    assert done[0] == f"file {shard}"
    assert done[-2:] == ["file receipts", "folder receipts"]
    assert {f"folder {name}" for name in (shard, "files", "raw", settings.data.name)} <= set(done[1:-2])


def test_a_deposit_that_dies_midway_leaves_nothing_half_received(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    Archive(settings).receive([("a", b"one")])

    def dies(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Archive, "_acknowledge", dies)
    with pytest.raises(OSError, match="disk full"):
        Archive(settings).receive([("b", b"two")])
    monkeypatch.undo()
    assert [receipt.source_file for receipt in Archive(settings).receipts()] == ["a"]
    assert [receipt.sequence for receipt, _ in Archive(settings).receive([("b", b"two")])] == [2]


def test_deposits_at_the_same_time_are_all_received_once(settings: Settings) -> None:
    """Eight threads and two other processes: forty contents, forty different places in the order of receipt."""
    script = (
        "import sys\nfrom pathlib import Path\n"
        "from pipelines.store.archive import Archive\nfrom pipelines.settings import Settings\n"
        "archive, name = Archive(Settings(Path(sys.argv[1]))), sys.argv[2]\n"
        "for n in range(10): archive.receive([(f'{name}{n}', f'{name}{n}'.encode())])"
    )
    others = [subprocess.Popen([sys.executable, "-c", script, str(settings.data), name]) for name in "pq"]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: Archive(settings).receive([(f"t{n}", f"t{n}".encode())]), range(20)))
    assert [process.wait() for process in others] == [0, 0]
    receipts = Archive(settings).receipts()
    assert len(receipts) == 40
    assert [receipt.sequence for receipt in receipts] == list(range(1, 41))
    assert Archive(settings).damages() == []


def test_what_was_parsed_once_is_not_parsed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = warehouse(tmp_path, {"a.xlsx": Report("DEPT-59", rows={"O10-1": (1, 2)}).xlsx()})
    monkeypatch.setattr("pipelines.ingest.cache.read_files", lambda *_: pytest.fail("read again"))
    before = parsed_tables(settings)
    assert parsed_tables(settings) == before


def test_a_lost_cache_is_made_again(tmp_path: Path) -> None:
    files = {"a.xlsx": Report("DEPT-59", rows={"O10-1": (1, 2)}).xlsx()}
    settings = warehouse(tmp_path, files)
    before = read(settings, "select content_digest from marts.build").to_pylist()
    for path in sorted(settings.parsed.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    warehouse(tmp_path, files)
    assert read(settings, "select content_digest from marts.build").to_pylist() == before
