"""What was received, byte for byte, for ever: each content once under its SHA-256, each submission as one receipt.

A file is acknowledged only once its bytes, the folders that lead to them and the receipt are on the disk."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines.lock import only_one
from pipelines.settings import Settings


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
        self._files = settings.raw / "files"
        self._receipts = settings.raw / "receipts"

    def receive(self, files: Iterable[tuple[str, bytes]], now: datetime | None = None) -> list[tuple[Receipt, bool]]:
        """Keeps files given as (name, content), in their order. Returns their receipts, and whether each is new."""
        with only_one(self._files.parent):
            return self._receive(files, now)

    def _receive(self, files: Iterable[tuple[str, bytes]], now: datetime | None) -> list[tuple[Receipt, bool]]:
        known = {one.source_sha256: one for one in self.receipts()}
        received_at = (now or datetime.now(UTC)).isoformat(timespec="seconds")
        answers: list[tuple[Receipt, bool]] = []
        for name, content in files:
            sha256 = hashlib.sha256(content).hexdigest()
            is_new = sha256 not in known
            if is_new:
                self._keep(sha256, content)
                known[sha256] = Receipt(sha256, plain_name(name), received_at, len(known) + 1)
            answers.append((known[sha256], is_new))
        self._acknowledge([receipt for receipt, is_new in answers if is_new])
        return answers

    def receipts(self) -> list[Receipt]:
        """Every distinct content ever received, in the order of receipt."""
        found = [
            Receipt(**json.loads(line))
            for path in sorted(self._receipts.glob("*.jsonl"))
            for line in path.read_text(encoding="utf-8").splitlines()
        ]
        return sorted(found, key=lambda receipt: receipt.sequence)

    def path(self, sha256: str) -> Path:
        """Where a content is kept."""
        return self._files / sha256[:2] / sha256

    def read(self, sha256: str) -> bytes:
        """The bytes as they were received."""
        return self.path(sha256).read_bytes()

    def damages(self) -> list[str]:
        """Names of what is no longer as it was received: contents that changed, receipts altered, files lost."""
        found = [
            f"raw/files/{path.parent.name}/{path.name}"
            for path in sorted(self._files.glob("*/*"))
            if path.suffix != ".draft" and hashlib.sha256(path.read_bytes()).hexdigest() != path.name
        ]
        found += [
            f"raw/receipts/{path.name}"
            for path in sorted(self._receipts.glob("*.jsonl"))
            if hashlib.sha256(path.read_bytes()).hexdigest()[:16] != path.stem.partition("-")[2]
        ]
        if not any("receipts" in one for one in found):
            lost = (one for one in self.receipts() if not self.path(one.source_sha256).exists())
            found += [f"raw/files/{one.source_sha256[:2]}/{one.source_sha256} ({one.source_file})" for one in lost]
        return found

    def _keep(self, sha256: str, content: bytes) -> None:
        path = self.path(sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(path, content)

    def _acknowledge(self, receipts: list[Receipt]) -> None:
        if not receipts:
            return
        self._receipts.mkdir(parents=True, exist_ok=True)
        folders = {self.path(one.source_sha256).parent for one in receipts}
        for folder in (*folders, self._files, self._receipts.parent, self._receipts.parent.parent):
            sync_folder(folder)
        lines = "".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in receipts).encode()
        # the name carries the content's own fingerprint: an altered receipt is seen
        fingerprint = hashlib.sha256(lines).hexdigest()[:16]
        write_durably(self._receipts / f"{receipts[0].sequence:08d}-{fingerprint}.jsonl", lines)
        sync_folder(self._receipts)


def plain_name(name: str) -> str:
    """The last part of a name, whatever system wrote it, without control characters: it names, it never leads."""
    last = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable())[:200] or "sans nom"


def write_durably(path: Path, content: bytes) -> None:
    """Writes a file whole or not at all, and returns once its bytes are on the disk."""
    draft = path.with_name(path.name + ".draft")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def sync_folder(folder: Path) -> None:
    """Returns once the names in a folder are on the disk."""
    if os.name == "nt":  # Windows opens no folder; its file system orders renames by itself
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
