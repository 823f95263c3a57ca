"""Contents that lie on the disk: read as bytes are, by pieces, until they are taken back."""

from __future__ import annotations

import hashlib
import random
import zipfile
from pathlib import Path

import pytest
from odd_packages import zipped
from reports import Report

from pipelines.dry_run.identify import candidates
from pipelines.errors import AlteredFile, DepositError
from pipelines.ingest.confined import _idle
from pipelines.ingest.limits import bounds
from pipelines.ingest.reader import read_file
from pipelines.ingest.unpack import opened
from pipelines.outputs.template.annotate import annotate
from pipelines.settings import Settings
from pipelines.store.archive import Archive
from pipelines.store.contents import PIECE, OnDisk, Scratch, digest_of, of_path, pieces_of, reading

LARGE = random.Random(5).randbytes(2 * PIECE + 12345)
REPORT = Report("DEPT-59", rows={"O04-1": (820, 1000), "O10-1": ("beaucoup", 50)}).xlsx()


def on_disk(folder: Path, content: bytes) -> OnDisk:
    """Among others, so that a place taken for another is seen."""
    scratch = Scratch(folder)
    scratch.add([b"what stands before"])
    place = scratch.add([content[:7], content[7:]])
    scratch.add([b"what follows"])
    return place


def test_what_is_on_the_disk_is_read_as_bytes_are(tmp_path: Path) -> None:
    content = on_disk(tmp_path / "not made yet", LARGE)
    assert len(content) == len(LARGE)
    assert b"".join(pieces_of(content)) == b"".join(pieces_of(LARGE)) == LARGE
    assert max(map(len, pieces_of(content))) == PIECE
    assert digest_of(content) == digest_of(LARGE) == hashlib.sha256(LARGE).hexdigest()
    assert content.startswith(LARGE[:4])
    assert not content.startswith(b"what")
    assert not on_disk(tmp_path, b"PK").startswith(b"PKx")
    assert list((tmp_path / "not made yet").iterdir()) == [], "it has no name"
    with reading(content) as file:
        file.seek(-5, 2)
        assert file.read() == LARGE[-5:]
        file.seek(PIECE - 1)
        assert file.read(3) == LARGE[PIECE - 1 : PIECE + 2]
        with pytest.raises(ValueError, match="beginning"):
            file.seek(-1)


def test_a_parcel_on_the_disk_gives_what_one_in_memory_gives(tmp_path: Path) -> None:
    parcel = zipped({"b.csv": LARGE, "a.xlsx": REPORT, "c.csv": LARGE[::-1], "__MACOSX/a": b"no"})
    members = list(opened("z.zip", on_disk(tmp_path, parcel)))
    assert [(name, b"".join(pieces_of(content))) for name, content in members] == list(opened("z.zip", parcel))
    assert [isinstance(content, OnDisk) for _, content in members] == [False, True, True]
    whole = on_disk(tmp_path, REPORT)
    assert list(opened("a.xlsx", whole)) == [("a.xlsx", whole)], "a workbook is no parcel"
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_read_told_and_kept_from_the_disk(tmp_path: Path) -> None:
    content, settings = on_disk(tmp_path, REPORT), Settings(tmp_path / "data")
    [candidate] = candidates([("a.xlsx", content)])
    assert candidate.sha256 == digest_of(REPORT)
    assert read_file(candidate.sha256, content) == read_file(candidate.sha256, REPORT)
    archive = Archive(settings)
    [(receipt, is_new), (again, is_new_again)] = archive.receive([("a.xlsx", content), ("b.xlsx", REPORT)])
    assert (is_new, is_new_again, again) == (True, False, receipt)
    assert archive.read(receipt.source_sha256) == REPORT
    assert b"".join(pieces_of(archive.content(receipt.source_sha256))) == REPORT
    issue = {"severity": "error", "sheet": "Indicateurs", "cell": "B3", "problem": "p", "advice": "a"}
    with zipfile.ZipFile(annotate(content, [issue], tmp_path / "copie.xlsx")) as copy:
        assert any("comment" in name for name in copy.namelist())


def test_a_content_that_changed_in_the_archive_is_not_given(tmp_path: Path) -> None:
    archive = Archive(Settings(tmp_path))
    [(receipt, _)] = archive.receive([("a.csv", b"a;b")])
    archive.path(receipt.source_sha256).write_bytes(b"a;c")
    with pytest.raises(AlteredFile):
        archive.content(receipt.source_sha256)
    archive.path(receipt.source_sha256).unlink()
    with pytest.raises(AlteredFile):
        archive.content(receipt.source_sha256)


def test_what_is_taken_back_is_told_so_and_is_kept_nowhere(tmp_path: Path) -> None:
    content, settings = on_disk(tmp_path, LARGE), Settings(tmp_path / "data")
    sha256 = digest_of(content)
    content.take_back()
    with pytest.raises(DepositError, match="retiré"):
        content.startswith(b"PK")
    with pytest.raises(DepositError, match="retiré"):
        Archive(settings).receive([("a.csv", content)])
    assert [path for path in settings.raw.rglob("*") if path.is_file() and path.name != "lock"] == []
    assert Archive(settings).receipts() == []
    before = list(_idle)
    with pytest.raises(DepositError, match="retiré"):
        read_file(sha256, content)
    assert [reader for reader in _idle if reader not in before] == [], "a reader that waits for the rest is ended"
    assert read_file(digest_of(REPORT), REPORT).files[0].kind == "report"


def test_a_file_of_the_disk_is_weighed_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.write(b"PK")
        file.truncate(bounds().file * PIECE + 1)
    parsed = read_file("0" * 64, of_path(path))
    assert [finding.code for finding in parsed.findings] == ["file_too_heavy"]
