"""Every odd file of the corpus gets its verdict, its messages and its figures, and is kept byte for byte."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from odd_files import Odd, odd_files
from odd_packages import zipped as zip_of
from reports import rows

from pipelines.ingest.direct import read_here
from pipelines.ingest.limits import bounds
from pipelines.ingest.reader import read_file
from pipelines.ingest.unpack import contents
from pipelines.settings import Settings
from pipelines.store.archive import Archive, plain_name
from pipelines.warehouse.build import build

CORPUS = odd_files()


def name_of(odd: Odd) -> str:
    """The name of a test: that of its file."""
    return ascii(odd.name)[1:-1][:80]


# Files of one département follow each other as its versions: what one no longer answers is no matter here.
FOLLOWS = "answers_dropped"
each = pytest.mark.parametrize("odd", CORPUS, ids=name_of)


KEPT = """
    select source_sha256, indicator_id, numerator, denominator, situation
    from staging.stated
    anti join core.row_error using (source_sha256, sheet, row_number)
    anti join core.refusal using (source_sha256)
"""


@dataclass(frozen=True)
class Received:
    """What the warehouse says of the corpus, by the SHA-256 of its files."""

    settings: Settings
    reports: dict[str, dict[str, Any]]
    issues: dict[str, list[dict[str, Any]]]
    stated: dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def received(tmp_path_factory: pytest.TempPathFactory) -> Received:
    settings = Settings(data=tmp_path_factory.mktemp("odd"))
    Archive(settings).receive((odd.name, odd.content) for odd in CORPUS)
    build(settings)
    return Received(
        settings,
        {row["source_sha256"]: row for row in rows(settings, "from marts.report")},
        by_file(rows(settings, "from marts.issue")),
        by_file(rows(settings, KEPT)),
    )


def by_file(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    files: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        files.setdefault(row["source_sha256"], []).append(row)
    return files


def sha256(odd: Odd) -> str:
    return hashlib.sha256(odd.content).hexdigest()


def test_the_corpus_is_large_and_each_file_is_its_own() -> None:
    assert len(CORPUS) >= 150
    assert len({sha256(odd) for odd in CORPUS}) == len(CORPUS)
    assert len({odd.name for odd in CORPUS}) == len(CORPUS)


@each
def test_verdict_and_messages(received: Received, odd: Odd) -> None:
    issues = received.issues.get(sha256(odd), [])
    report = received.reports[sha256(odd)]
    pairs = sorted({(issue["code"], issue["cell"]) for issue in issues if issue["code"] != FOLLOWS})
    assert (report["outcome"], {code for code, _ in pairs}) == (odd.verdict, set(odd.codes)), pairs
    assert {(code, cell) for code, cell in odd.codes.items() if cell} <= set(pairs)
    assert report["source_file"] == plain_name(odd.name)
    assert all(issue["message"].startswith(plain_name(odd.name)) for issue in issues)


@pytest.mark.parametrize("odd", [odd for odd in CORPUS if odd.figures is not None], ids=name_of)
def test_figures(received: Received, odd: Odd) -> None:
    assert odd.figures is not None
    stated = received.stated.get(sha256(odd), [])
    figures = {
        row["indicator_id"]: (row["numerator"], row["denominator"])
        if row["situation"] in ("mesuré", "estimé")
        else row["situation"]
        for row in stated
    }
    wanted = {
        code: figure if isinstance(figure, str) else tuple(None if n is None else Decimal(n) for n in figure)
        for code, figure in odd.figures.items()
    }
    assert figures == wanted


@each
def test_kept_byte_for_byte(received: Received, odd: Odd) -> None:
    assert Archive(received.settings).read(sha256(odd)) == odd.content


def on_disk(folder: Path, files: list[Odd]) -> Path:
    """The files in a folder, under names that every system takes."""
    folder.mkdir()
    for number, odd in enumerate(files):
        (folder / f"{number:03d}{Path(plain_name(odd.name)).suffix}").write_bytes(odd.content)
    return folder


READ_ALL = """
import hashlib, json, sys, time
from pathlib import Path
from peaks import children_peak, own_peak
from pipelines.ingest.reader import read_file
slowest = 0.0
for path in sorted(Path(sys.argv[1]).iterdir()):
    content = path.read_bytes()
    start = time.monotonic()
    read_file(hashlib.sha256(content).hexdigest(), content)
    slowest = max(slowest, time.monotonic() - start)
print(json.dumps({"seconds": slowest, "own": own_peak(), "children": children_peak()}))
"""


@pytest.mark.proof
@pytest.mark.skipif(sys.platform == "win32", reason="sous Windows, la mémoire n'est ni mesurée ni bornée")
def test_hostile_files_stay_within_the_bounds_of_time_and_memory(tmp_path: Path) -> None:
    files = on_disk(tmp_path / "hostile", [odd for odd in CORPUS if odd.hostile])
    beside = os.environ | {"PYTHONPATH": str(Path(__file__).parent / "support")}
    command = [sys.executable, "-c", READ_ALL, str(files)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=beside)
    spent = json.loads(done.stdout)
    assert spent["seconds"] < bounds().seconds + 5
    assert spent["own"] < bounds().memory
    assert spent["children"] < bounds().memory


@pytest.mark.parametrize("command", ["check", "ingest"])
def test_a_person_is_answered_in_french_and_never_by_a_traceback(tmp_path: Path, command: str) -> None:
    refused = [odd for odd in CORPUS if odd.verdict == "refused" and not odd.hostile]
    kinds = {next(iter(odd.codes)): odd for odd in refused} | {odd.name: odd for odd in refused if ".csv" in odd.name}
    folder = on_disk(tmp_path / "received", list(kinds.values()))
    done = subprocess.run(
        [sys.executable, "-m", "pipelines.cli.app", command, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env=os.environ | {"PILOTAGE_DATA": str(tmp_path / "data"), "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.returncode == 1, done.stderr
    assert "refusé" in done.stdout
    assert done.stderr.strip() == ""
    for noise in ("Traceback", "panicked", "Error", "\x1b"):
        assert noise not in done.stdout
    assert (tmp_path / "data" / "raw").exists() == (command == "ingest")


def test_reading_asks_for_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("the reader asked for the network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    named = [odd for odd in CORPUS if "network" in odd.name or "link" in odd.name]
    assert len(named) >= 4
    for odd in named:
        read_here(sha256(odd), odd.content)


def digest(settings: Settings) -> str:
    return rows(settings, "select content_digest from marts.build")[0]["content_digest"]


def received_at_once(data: Path, paths: list[Path]) -> Settings:
    settings = Settings(data=data)
    Archive(settings).receive(contents(paths), now=datetime(2026, 7, 1, tzinfo=UTC))
    build(settings)
    return settings


@pytest.fixture(scope="module")
def thirty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    chosen = [odd for odd in CORPUS if not odd.hostile and len(odd.content) < 100_000][::11]
    assert {"accepted", "accepted_with_reserves", "refused"} <= {odd.verdict for odd in chosen}
    return on_disk(tmp_path_factory.mktemp("thirty") / "sent", chosen)


def test_a_folder_a_zip_of_it_and_its_files_one_by_one_give_the_same(thirty: Path, tmp_path: Path) -> None:
    parcel = tmp_path / "sent.zip"
    with zipfile.ZipFile(parcel, "w") as archive:
        for path in sorted(thirty.iterdir(), reverse=True):
            archive.write(path, f"sent/{path.name}")
        archive.writestr("__MACOSX/sent/._000.xlsx", b"left by a system")
        archive.writestr("sent/~$000.xlsx", b"left by an open workbook")
        archive.writestr("sent/Thumbs.db", b"left by a system")
    folder = received_at_once(tmp_path / "folder", [thirty])
    zipped = received_at_once(tmp_path / "zip", [parcel])
    one_by_one = Settings(data=tmp_path / "one")
    for path in sorted(thirty.iterdir()):
        Archive(one_by_one).receive(contents([path]), now=datetime(2026, 7, 1, tzinfo=UTC))
    build(one_by_one)
    assert digest(folder) == digest(zipped) == digest(one_by_one)
    assert len(Archive(zipped).receipts()) == len(list(thirty.iterdir()))
    again = [is_new for _, is_new in Archive(zipped).receive(contents([parcel, thirty]))]
    assert not any(again)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty", zip_of({})),
        ("folders alone", zip_of({"sent/": b"", "sent/deep/": b""})),
        ("what systems leave", zip_of({"__MACOSX/x": b"x", ".DS_Store": b"x"})),
        ("too heavy", zip_of({f"{n}.csv": bytes(60 << 20) for n in range(7)})),
        ("swollen", zip_of({"a.csv": bytes(30 << 20)})),
        ("too many", zip_of({f"{n}.csv": b"a;b" for n in range(2100)})),
        ("truncated", zip_of({"a.csv": b"annee;b" * 900})[:-30]),
        ("damaged", zip_of({"a.csv": b"a;b;c"}, zipfile.ZIP_STORED).replace(b"a;b", b"a,b")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_zip_that_cannot_be_opened_is_received_and_refused_as_it_is(
    tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / "sent.zip"
    path.write_bytes(content)
    assert list(contents([path])) == [("sent.zip", content)]
    parsed = read_file("0" * 64, content)
    assert parsed.findings[0].code in ("file_is_archive", "file_damaged", "file_too_heavy")


def test_a_zip_opens_once_and_the_names_inside_lead_nowhere(tmp_path: Path) -> None:
    inner = zip_of({"x.csv": b"a;b"})
    path = tmp_path / "sent.zip"
    path.write_bytes(zip_of({"../../etc/a.csv": b"a;b", "C:\\x\\b.csv": b"c;d", "b/inner.zip": inner}))
    files = dict(contents([path]))
    assert sorted(map(plain_name, files)) == ["a.csv", "b.csv", "inner.zip"]
    assert [finding.code for finding in read_file("0" * 64, files["b/inner.zip"]).findings] == ["file_is_archive"]


@pytest.mark.proof
@pytest.mark.skipif(sys.platform == "win32", reason="sous Windows, la mémoire n'est ni mesurée ni bornée")
def test_a_slice_of_the_fuzz_run() -> None:
    """`make fuzz` does eighty times as many."""
    import fuzz

    batches = fuzz.fuzz(120)
    assert [problem for batch in batches for problem in fuzz.problems(batch)] == []
    assert sum(batch["files"] for batch in batches) == 120
    assert all(batch["outcomes"]["refused"] < 100 for batch in batches)
