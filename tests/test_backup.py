"""A backup gives the same figures back, is seen to be damaged at the least byte, and is never left half done."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from reports import Report, copied, named, warehouse
from typer.testing import CliRunner

from pipelines.backup.archive_format import Member, Opened, Sealed, opened
from pipelines.backup.backup import CACHES, KEPT, SECRETS, backup, prune
from pipelines.backup.restore import restore
from pipelines.cli.app import app
from pipelines.errors import BackupError
from pipelines.settings import DEMONSTRATION_CATALOGUE, DEMONSTRATION_MARK, Settings
from pipelines.store import audit_log
from pipelines.store.archive import Archive
from pipelines.store.audit_log import pseudonym, record
from pipelines.store.decision_log import damages as decision_damages
from pipelines.warehouse.builds import read

ANSWERS = [Report(f"DEPT-{n}", rows={"O04-1": (n, 100), "O16-1": (n, 90)}) for n in (59, 62, 80)]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return warehouse(tmp_path_factory.mktemp("built") / "data", named(ANSWERS))


@pytest.fixture
def data(built: Settings, tmp_path: Path) -> Settings:
    settings = copied(built, tmp_path / "data")
    record(settings, "export", pseudonym(settings, "compte@exemple.fr"), "NAT-FR")
    for name in (
        "access/access.csv",
        "decisions/une/1.json",
        "deposits/D-2026-000001-a.json",
        "editions/e/manifest.json",
    ):
        path = settings.data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"« {name} »\n", encoding="utf-8")
    (settings.data / "deposits" / "half.draft").write_text("not yet")
    return settings


def digest(settings: Settings) -> str:
    return read(settings, "select content_digest from marts.build")["content_digest"].to_pylist()[0]


def contents(settings: Settings) -> dict[str, bytes]:
    """Every file of the data folder that a backup must give back."""
    paths = (path for name in KEPT for path in sorted((settings.data / name).rglob("*")) if path.is_file())
    return {
        path.relative_to(settings.data).as_posix(): path.read_bytes()
        for path in paths
        if path.name != "lock" and path.suffix != ".draft"
    }


def test_every_folder_is_either_kept_or_remade(data: Settings) -> None:
    """A folder that is added one day must be put in one list or the other."""
    properties = {name for name, attribute in vars(Settings).items() if isinstance(attribute, property)} - {
        "demonstration_mark"
    }
    folders = {name for name in properties if isinstance(getattr(data, name), Path)}
    of_the_demonstration = {DEMONSTRATION_MARK, DEMONSTRATION_CATALOGUE}  # where there is one: settings name neither
    assert folders == {*KEPT, *CACHES, SECRETS} - of_the_demonstration


def test_what_comes_back_is_what_was_there(data: Settings, tmp_path: Path) -> None:
    done = backup(data, tmp_path / "a.tar")
    back = Settings(tmp_path / "elsewhere" / "data")
    restored = restore(back, done.path)
    assert restored.same is True
    assert digest(back) == digest(data)
    assert contents(back) == contents(data)
    assert done.files == restored.files == len(contents(data))
    assert done.altered == ()
    assert Archive(back).damages() == []
    assert decision_damages(back) == decision_damages(data)


def test_keys_leave_only_when_asked(data: Settings, tmp_path: Path) -> None:
    for with_secrets in (False, True):
        back = Settings(tmp_path / f"back {with_secrets}")
        restore(back, backup(data, tmp_path / f"{with_secrets}.tar", with_secrets=with_secrets).path)
        assert back.secrets.exists() == with_secrets
    assert (back.secrets / audit_log.KEY).stat().st_mode & 0o777 == 0o600
    assert pseudonym(back, "compte@exemple.fr") == pseudonym(data, "compte@exemple.fr")


def test_a_backup_is_read_by_its_owner_alone(data: Settings, tmp_path: Path) -> None:
    assert backup(data, tmp_path / "a.tar").path.stat().st_mode & 0o777 == 0o600


def opens(path: Path) -> bool:
    try:
        with opened(path, (SECRETS, *KEPT)):
            return True
    except BackupError:
        return False


def test_any_changed_byte_is_seen(data: Settings, tmp_path: Path) -> None:
    whole = backup(data, tmp_path / "a.tar").path.read_bytes()
    damaged = tmp_path / "b.tar"
    # each byte of the first header and of the end, and one in 149 between: headers, contents, fillings, manifest, seal
    places = {*range(512), *range(0, len(whole), 149), *range(len(whole) - 12000, len(whole), 61)}
    unnoticed_places = []
    for place in sorted(offset for offset in places if offset >= 0):
        damaged.write_bytes(whole[:place] + bytes([whole[place] ^ 0x11]) + whole[place + 1 :])
        if opens(damaged):
            unnoticed_places.append(place)
    assert unnoticed_places == []


@pytest.mark.parametrize(
    "change", [lambda b: b[:-1], lambda b: b[:5000], lambda b: b + b"\0", lambda b: b"", lambda b: b * 2]
)
def test_a_cut_or_lengthened_one_is_seen(data: Settings, tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    path = backup(data, tmp_path / "a.tar").path
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(BackupError, match="inutilisable"):
        restore(Settings(tmp_path / "back"), path)
    assert not (tmp_path / "back").exists()


def sealed(path: Path, fill: Callable[[Sealed], None], facts: dict[str, str] | None = None) -> Path:
    """A backup that someone made by hand, its seal right."""
    with path.open("wb") as file:
        writing = Sealed(file)
        fill(writing)
        writing.end({"made_at": "2026", "program_version": "1"} | (facts or {}))
    return path


def link(kind: bytes) -> Callable[[Sealed], None]:
    def fill(writing: Sealed) -> None:
        info = tarfile.TarInfo("raw/link")
        info.type, info.linkname = kind, "../../outside"
        writing._tar.addfile(info)

    return fill


def named_so(name: str) -> Callable[[Sealed], None]:
    return lambda writing: writing.add(name, io.BytesIO(b"x"), 1, 0o644)


def told_otherwise(writing: Sealed) -> None:
    named_so("raw/x")(writing)
    writing.members[0] = Member("raw/x", 1, "0" * 64)


HOSTILE = {
    **{
        name: named_so(name) for name in ("../x", "/x", "raw/../../x", "raw/./x", "C:/x", "raw\\..\\x", "parsed/x", "x")
    },
    "symbolic link": link(tarfile.SYMTYPE),
    "hard link": link(tarfile.LNKTYPE),
    "device": link(tarfile.CHRTYPE),
    "twice": lambda writing: [named_so("raw/x")(writing) for _ in range(2)],
    "not told": lambda writing: (named_so("raw/x")(writing), writing.members.clear()),
    "told otherwise": told_otherwise,
}


@pytest.mark.parametrize("fill", HOSTILE.values(), ids=HOSTILE)
def test_what_leads_elsewhere_is_refused(tmp_path: Path, fill: Callable[[Sealed], None]) -> None:
    path = sealed(tmp_path / "a.tar", fill)
    with pytest.raises(BackupError, match="inutilisable"):
        restore(Settings(tmp_path / "deep" / "data"), path)
    assert [entry.name for entry in tmp_path.rglob("*") if entry.is_file()] == ["a.tar"]


def test_a_folder_that_holds_something_is_left_alone(data: Settings, tmp_path: Path) -> None:
    path = backup(data, tmp_path / "a.tar").path
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine").write_text("mine")
    with pytest.raises(BackupError, match="n'est pas vide"):
        restore(Settings(full), path)
    assert [entry.name for entry in full.iterdir()] == ["mine"]
    (full / "mine").unlink()
    assert restore(Settings(full), path).same is True


def test_a_mounted_volume_is_filled_in_place(data: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = backup(data, tmp_path / "a.tar").path
    (tmp_path / "volume").mkdir()
    monkeypatch.setattr(Path, "is_mount", lambda self: self.name == "volume")
    assert restore(Settings(tmp_path / "volume"), path).same is True
    assert contents(Settings(tmp_path / "volume")) == contents(data)


def test_a_backup_is_never_written_over(data: Settings, tmp_path: Path) -> None:
    path = backup(data, tmp_path / "a.tar").path
    before = path.read_bytes()
    with pytest.raises(BackupError, match="existe déjà"):
        backup(data, path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("after", range(4))
def test_a_failure_half_way_leaves_nothing(
    data: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    path = backup(data, tmp_path / "a.tar").path
    calls = iter([*range(after), OSError("disk full")])

    def fails(method: Callable[..., None]) -> Callable[..., None]:
        def call(*values: object) -> None:
            if isinstance(step := next(calls), OSError):
                raise step
            method(*values)

        return call

    monkeypatch.setattr(Sealed, "add", fails(Sealed.add))
    with pytest.raises(OSError, match="disk full"):
        backup(data, tmp_path / "b.tar")
    calls = iter([*range(after), OSError("disk full")])
    monkeypatch.setattr(Opened, "write", fails(Opened.write))
    with pytest.raises(OSError, match="disk full"):
        restore(Settings(tmp_path / "back"), path)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.tar", "data"]


KILLED = """
import os, sys
from pathlib import Path
from pipelines.backup import archive_format, backup, restore
from pipelines.settings import DEMONSTRATION_CATALOGUE, DEMONSTRATION_MARK, Settings
data, target = Path(sys.argv[1]), Path(sys.argv[2])
count = [0]
def dies(method):
    def call(*values):
        count[0] += 1
        if count[0] == 4:
            os._exit(9)
        return method(*values)
    return call
archive_format.Sealed.add = dies(archive_format.Sealed.add)
archive_format.Opened.write = dies(archive_format.Opened.write)
restore.restore(Settings(data), target) if target.exists() else backup.backup(Settings(data), target)
"""


def test_a_process_killed_half_way_leaves_nothing_that_counts(data: Settings, tmp_path: Path) -> None:
    def killed(folder: Path, target: Path) -> int:
        return subprocess.run([sys.executable, "-c", KILLED, str(folder), str(target)], check=False).returncode

    assert killed(data.data, tmp_path / "a.tar") == 9
    assert not (tmp_path / "a.tar").exists()
    path = backup(data, tmp_path / "a.tar").path
    assert killed(tmp_path / "back", path) == 9
    assert not (tmp_path / "back").exists()
    assert restore(Settings(tmp_path / "back"), path).same is True
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a.tar", "back", "data"]


def member(tar: tarfile.TarFile, name: str) -> bytes:
    """The bytes of a member that is a file."""
    file = tar.extractfile(name)
    assert file
    return file.read()


def test_it_holds_together_while_others_deposit(data: Settings, tmp_path: Path) -> None:
    """Every receipt of a backup has its content in it, whenever it was taken."""
    ended = threading.Event()

    def deposit() -> None:
        for n in range(2000):
            if ended.is_set():
                return
            Archive(data).receive([(f"{n}.txt", f"content {n}".encode())])
            record(data, "deposit", pseudonym(data, "a"))

    depositor = threading.Thread(target=deposit)
    depositor.start()
    try:
        paths = [backup(data, tmp_path / f"{n}.tar").path for n in range(6)]
    finally:
        ended.set()
        depositor.join()
    counts = []
    for path in paths:
        with tarfile.open(path) as tar:
            names = set(tar.getnames())
            receipts = [name for name in names if name.startswith("raw/receipts/")]
            lines = [line for receipt in receipts for line in member(tar, receipt).decode().splitlines()]
            [head] = [json.loads(member(tar, name)) for name in names if name == "journal/head.json"]
            [month] = [member(tar, name) for name in names if name.endswith(".jsonl") and "journal/" in name]
        wanted = {json.loads(line)["source_sha256"] for line in lines}
        assert {f"raw/files/{digest[:2]}/{digest}" for digest in wanted} <= names
        assert json.loads(month.splitlines()[-1])["hash"] == head["hash"]
        counts.append(len(wanted))
    assert counts == sorted(counts)
    assert counts[-1] > 3
    restored = restore(Settings(tmp_path / "back"), paths[-1])
    assert restored.same is None, "the figures of that moment did not rest on every receipt"
    assert Archive(Settings(tmp_path / "back")).damages() == []


def test_a_received_file_that_changed_is_told(data: Settings, tmp_path: Path) -> None:
    victim = Archive(data).path(Archive(data).receipts()[0].source_sha256)
    victim.write_bytes(b"altered")
    assert backup(data, tmp_path / "a.tar").altered == (victim.relative_to(data.data).as_posix(),)


def test_a_folder_keeps_the_newest(data: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "autre.tar").touch()
    backups = [backup(data, folder, now=datetime(2026, 1, day, tzinfo=UTC)).path for day in (1, 2, 3)]
    assert prune(folder, keep=2) == backups[:1]
    assert {entry.name for entry in folder.iterdir()} == {"autre.tar", backups[1].name, backups[2].name}


def test_the_commands_say_it_and_journal_it(data: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PILOTAGE_DATA", str(data.data))
    run = CliRunner().invoke(app, ["backup", str(tmp_path / "a.tar")])
    assert (run.exit_code, "relue et conforme" in run.output) == (0, True)
    monkeypatch.setenv("PILOTAGE_DATA", str(tmp_path / "back"))
    run = CliRunner().invoke(app, ["restore", str(tmp_path / "a.tar")])
    assert (run.exit_code, "à l'unité près" in run.output.replace("’", "'")) == (0, True)
    lines = [json.loads(line) for path in audit_log.files(data) for line in path.read_text().splitlines()]
    assert lines[-1]["event"] == "backup"
    back = Settings(tmp_path / "back")
    lines = [json.loads(line) for path in audit_log.files(back) for line in path.read_text().splitlines()]
    assert lines[-1]["event"] == "restore"
