"""What was received, byte for byte, for ever: each content once under its SHA-256, each submission as one receipt.

A file is acknowledged only once its bytes, the folders that lead to them and the receipt are on the disk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines.errors import AlteredFile
from pipelines.settings import Settings
from pipelines.store.checksums import fingerprint
from pipelines.store.contents import Content, OnDisk, digest_of, of_path, pieces_of
from pipelines.store.files import make_folder, sync_folder, write_durably
from pipelines.store.lock import only_one
from pipelines.store.records import altered, as_listed, read_before, write_once


@dataclass(frozen=True)
class Receipt:
    """One content, the first time it was received: `sequence` counts from 1 over all that was ever received."""

    source_sha256: str
    source_file: str
    received_at: str
    sequence: int


class Archive:
    """The folder `raw/` of a data folder."""

    def __init__(self, settings: Settings) -> None:
        self._data, self._files = settings.data, settings.raw / "files"
        self._receipts = settings.raw / "receipts"

    def receive(self, files: Iterable[tuple[str, Content]], now: datetime | None = None) -> list[tuple[Receipt, bool]]:
        """Keeps files given as (name, content), in their order. Returns their receipts, and whether each is new."""
        with only_one(self._files.parent):
            return self._receive(files, now)

    def _receive(self, files: Iterable[tuple[str, Content]], now: datetime | None) -> list[tuple[Receipt, bool]]:
        receipts = {receipt.source_sha256: receipt for receipt in self.receipts()}
        received_at = (now or datetime.now(UTC)).isoformat(timespec="seconds")
        answers: list[tuple[Receipt, bool]] = []
        for name, content in files:
            sha256 = digest_of(content)
            is_new = sha256 not in receipts
            if is_new or not self._is_intact(sha256):  # the same bytes again put right those that were altered
                self._keep(sha256, content)
            if is_new:
                receipts[sha256] = Receipt(sha256, plain_name(name), received_at, len(receipts) + 1)
            answers.append((receipts[sha256], is_new))
        self._acknowledge(answers)
        return answers

    def receipts(self) -> list[Receipt]:
        """Every distinct content ever received, in the order of receipt."""
        return as_listed(self._data, self._receipts, self._read)

    def _read(self) -> list[Receipt]:
        receipts, read = list[Receipt](), read_before(self._data)
        for path in self._receipts.glob("*.jsonl"):
            if path not in read:
                read[path] = _written(path)
            receipts += read[path]
        return sorted(receipts, key=lambda receipt: receipt.sequence)

    def moment(self) -> int:
        """What changes whenever something is received; costs one look at a folder, however much was received before."""
        try:
            return self._receipts.stat().st_mtime_ns
        except FileNotFoundError:
            return 0

    def path(self, sha256: str) -> Path:
        """Where a content is kept."""
        return self._files / sha256[:2] / sha256

    def read(self, sha256: str) -> bytes:
        """The bytes as they were received. Raises AlteredFile."""
        try:
            content = self.path(sha256).read_bytes()
        except FileNotFoundError:
            raise _altered_file(sha256) from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise _altered_file(sha256)
        return content

    def content(self, sha256: str) -> OnDisk:
        """The same where it lies, for who takes it by pieces. Raises AlteredFile."""
        try:
            content = of_path(self.path(sha256))
        except FileNotFoundError:
            raise _altered_file(sha256) from None
        if content.sha256() != sha256:
            raise _altered_file(sha256)
        return content

    def check(self, sha256: str) -> None:
        """Raises AlteredFile where a content is not as it was received."""
        if not self._is_intact(sha256):
            raise _altered_file(sha256)

    def damages(self) -> list[str]:
        """Names of what is no longer as it was received: contents that changed, receipts altered, files lost."""
        damaged = [
            f"raw/files/{path.parent.name}/{path.name}"
            for path in sorted(self._files.glob("*/*"))
            if path.suffix != ".draft" and hashlib.sha256(path.read_bytes()).hexdigest() != path.name
        ]
        damaged += [f"raw/receipts/{path.name}" for path in altered(sorted(self._receipts.glob("*.jsonl")))]
        if not any("receipts" in name for name in damaged):
            lost = (receipt for receipt in self.receipts() if not self.path(receipt.source_sha256).exists())
            damaged += [
                f"raw/files/{receipt.source_sha256[:2]}/{receipt.source_sha256} ({receipt.source_file})"
                for receipt in lost
            ]
        return damaged

    def _is_intact(self, sha256: str) -> bool:
        try:
            return fingerprint(self.path(sha256)) == sha256
        except FileNotFoundError:
            return False

    def _keep(self, sha256: str, content: Content) -> None:
        path = self.path(sha256)
        make_folder(path.parent)
        write_durably(path, pieces_of(content))

    def _acknowledge(self, answers: list[tuple[Receipt, bool]]) -> None:
        """The names too: also of what was known, for whoever received it may have died before they were on the disk."""
        if not answers:
            return
        make_folder(self._receipts)
        folders = {self.path(receipt.source_sha256).parent for receipt, _ in answers}
        for folder in (*folders, self._files, self._receipts.parent, self._receipts.parent.parent):
            sync_folder(folder)
        receipts = [receipt for receipt, is_new in answers if is_new]
        if receipts:
            self._write_receipts(receipts)
        sync_folder(self._receipts)

    def _write_receipts(self, receipts: list[Receipt]) -> None:
        lines = "".join(json.dumps(asdict(receipt), ensure_ascii=False) + "\n" for receipt in receipts).encode()
        write_once(self._receipts, f"{receipts[0].sequence:08d}", lines, ".jsonl")


def _altered_file(sha256: str) -> AlteredFile:
    return AlteredFile(
        f"Le fichier reçu « raw/files/{sha256[:2]}/{sha256} » est perdu ou n'est plus comme il est arrivé : "
        "déposez-le de nouveau, ou reprenez-le d'une sauvegarde. Rien n'a été recalculé."
    )


def _written(path: Path) -> tuple[Receipt, ...]:
    """The receipts of one file."""
    return tuple(Receipt(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines())


def plain_name(name: str) -> str:
    """The last part of a name, whatever system wrote it, without control characters: it names, it never leads."""
    last = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable())[:200] or "sans nom"
