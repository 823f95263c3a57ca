"""The last publication as it left, kept in the data folder: the page « Données » and programs have those very bytes.

What is published is decided by who publishes; from here it is only read, and each file checked against its sum."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from pipelines.errors import AlteredFile, NotPublished
from pipelines.settings import Settings
from pipelines.store.files import make_folder, sync_folder, write_durably

CHECKSUMS = "SHA256SUMS"
ARCHIVE, PACKAGE, WORKBOOK = "donnees-ouvertes.zip", "datapackage.json", "xlsx/"
_UNSUMMED = (CHECKSUMS, ARCHIVE)  # the sums themselves, and the archive, whose members each have one


@dataclass(frozen=True, eq=False)
class Publication:
    """The last one, the same object as long as it is: where it lies, when it was made, what its Data Package says, and
    the sum of each of its files."""

    folder: Path
    published_at: datetime
    package: Mapping[str, Any]
    sums: Mapping[str, str]

    @cached_property
    def version(self) -> str:
        """What tells it from any other: the sum of its sums."""
        return hashlib.sha256("".join(self.sums.values()).encode()).hexdigest()[:16]

    @cached_property
    def demonstration(self) -> bool:
        """Whether its figures are invented: the names of its files say so."""
        return any(name.startswith("parquet/demonstration_") for name in self.sums)

    @cached_property
    def tables(self) -> dict[str, Mapping[str, Any]]:
        """Each table of figures: its title and its Table Schema, as the Data Package gives them."""
        prefix = "demonstration_" if self.demonstration else ""
        # what changed since the publication before stands beside them, in one form
        plain = [resource for resource in self.package["resources"] if resource["path"].startswith("csv/")]
        return {Path(resource["path"]).stem.removeprefix(prefix): resource for resource in plain}

    @property
    def workbook(self) -> str | None:
        """The name of its workbook, where it was asked for one."""
        return next((name for name in self.sums if name.startswith(WORKBOOK)), None)

    def path(self, table: str, form: str) -> str:
        """The name of a table in one of its forms: `csv`, `csv-fr` or `parquet`."""
        stem = Path(self.tables[table]["path"]).stem
        return f"{form}/{stem}.{form.partition('-')[0]}"

    def size(self, name: str) -> int:
        """How many bytes a file has; none where another publication has just replaced this one."""
        path = self.folder / name
        return path.stat().st_size if path.exists() else 0

    def content(self, name: str) -> bytes:
        """A file, byte for byte. Raises NotPublished, and AlteredFile where it is no longer as it left."""
        if name not in self.sums and name not in _UNSUMMED:
            raise NotPublished(f"La dernière publication n'a pas de fichier « {name[:80]} » : {CHECKSUMS} les nomme.")
        try:
            content = (self.folder / name).read_bytes()
        except FileNotFoundError as gone:
            raise NotPublished("Une autre publication vient de remplacer celle-ci : demandez de nouveau.") from gone
        if name in self.sums and hashlib.sha256(content).hexdigest() != self.sums[name]:
            raise AlteredFile(
                f"« {name} » n'est plus comme il a été publié : publiez de nouveau (« pilotage publish »)."
            )
        return content

    def rows(self, table: str) -> pa.Table:
        """The rows of a table. Raises AlteredFile."""
        return parquet.read_table(io.BytesIO(self.content(self.path(table, "parquet"))))


def keep_files(settings: Settings, files: Mapping[str, bytes], now: datetime | None = None) -> None:
    """Keeps the files of a publication as the last one: whole under its name, or not at all. The one before stays
    for who reads it now. Whoever asks holds the lock."""
    stamp = f"{now or datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    unfinished = settings.open_data / f"{stamp}.draft"
    shutil.rmtree(unfinished, ignore_errors=True)
    for name, content in files.items():
        make_folder((unfinished / name).parent)
        # a table that a power cut tears is told by its sum; the two files that are read first must be whole
        (write_durably if name in (CHECKSUMS, PACKAGE) else Path.write_bytes)(unfinished / name, content)
    (unfinished / ARCHIVE).write_bytes(_archive(files))
    unfinished.rename(settings.open_data / stamp)
    sync_folder(settings.open_data)
    for former in _kept_publications(settings)[:-2]:
        shutil.rmtree(former, ignore_errors=True)


def _archive(files: Mapping[str, bytes]) -> bytes:
    """All of them in one file, the same for the same publication: made once, for it takes time and anybody may ask."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as package:
        for name in sorted(files):
            package.writestr(zipfile.ZipInfo(name), files[name], zipfile.ZIP_DEFLATED, 4)
    return archive.getvalue()


def last_publication(settings: Settings) -> Publication | None:
    """The last publication, or None where nothing was ever published."""
    publications = _kept_publications(settings)
    return _publication(publications[-1]) if publications else None


@lru_cache(maxsize=4)
def _publication(folder: Path) -> Publication:
    """What a folder says, which never changes: read once."""
    lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    package = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
    published_at = datetime.strptime(folder.name, "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)
    return Publication(folder, published_at, package, sums)


def _kept_publications(settings: Settings) -> list[Path]:
    return sorted(path for path in settings.open_data.glob("2*") if path.is_dir() and path.suffix != ".draft")
