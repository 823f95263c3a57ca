"""What was published before a publication, to compare it with: the log, the editions, and the folders of open data that
the log does not know, as those of before there was one. What cannot be read is said, never passed over."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb
import pyarrow as pa
from pyarrow import parquet

from indicators.typography import typeset
from pipelines.errors import Unreadable
from pipelines.outputs.open_data.differences import Figure, to_mask
from pipelines.queries import named, query
from pipelines.settings import Settings
from pipelines.store import publication_log
from pipelines.store.publication_log import Count
from pipelines.warehouse.builds import connect
from pipelines.warehouse.disclosure import mask, rules, threshold

READ = ("territory", "indicator", "indicator_progress")  # the tables that tell numbers of pupils
SHOWN = (*READ, "objective", "axis", "report")  # and those that the log of changes reads besides
SUMS = "SHA256SUMS"
Tables = Mapping[str, pa.Table]


@dataclass(frozen=True)
class Folder:
    """Open data that stand in a folder: `version` is what its package says of itself, `created` when it was built."""

    path: Path
    version: str
    created: str

    @cached_property
    def tables(self) -> Tables:
        """Its tables. Raises Unreadable."""
        try:
            return {name: parquet.read_table(self._file(name)) for name in SHOWN}
        except (OSError, pa.ArrowException, StopIteration):
            raise Unreadable(f"Les tables de la publication « {self.path} » ne se lisent pas") from None

    def _file(self, name: str) -> Path:
        """The file of a table, whose name begins by what says that it is a demonstration."""
        return next(path for path in (self.path / "parquet").glob("*.parquet") if _plain(path.stem) == name)


def _plain(stem: str) -> str:
    return stem.removeprefix("demonstration_")


def folder_of(path: Path) -> Folder | None:
    """The publication of a folder, if there is one. Raises Unreadable where it does not say which."""
    if not (path / SUMS).is_file():
        return None
    try:
        package = json.loads((path / "datapackage.json").read_text(encoding="utf-8"))
        return Folder(path, str(package["version"]), str(package["created"]))
    except (OSError, ValueError, KeyError, TypeError):
        raise Unreadable(f"La publication « {path} » ne dit pas de quel calcul elle vient") from None


@dataclass(frozen=True)
class Earlier:
    """What a publication is compared with: what the log has, the editions, the folders that the log does not know; and
    in words what could not be read, or is not known."""

    logged: list[list[Count]]
    frozen: list[list[Count]]
    folders: list[Folder]
    warnings: list[str]

    def unlogged(self, now: pa.Table) -> list[tuple[str, list[Count]]]:
        """What each folder that the log does not know told of numbers of pupils, by its version; `now` gives what it
        masks."""
        return [(folder.version, _of_folder(folder, now)) for folder in self.folders]

    def to_mask(self, new: list[Count], unlogged: Sequence[tuple[str, list[Count]]]) -> set[Figure]:
        """The figures that the new publication must mask besides. Raises WouldReveal.

        What an edition shows may never have left: what it would give away counts for nothing already told, so each is
        compared apart, beside what left for sure."""
        published = [*self.logged, *(counts for _, counts in unlogged)]
        figures = to_mask(new, published, threshold())
        return figures.union(*(to_mask(new, [*published, edition], threshold()) for edition in self.frozen))


def earlier(settings: Settings, folders: Iterable[Path]) -> Earlier:
    """What was published before from this data folder, and in these folders where open data stand."""
    warnings: list[str] = []
    frozen = [_of_edition(tables) for tables in _editions(settings, warnings)]
    digests = publication_log.digests(settings)
    publications = []
    for path in folders:
        try:
            publication = folder_of(path)
            if publication and not any(digest.startswith(publication.version) for digest in digests):
                publication.tables  # noqa: B018  # read before anything is replaced
                publications.append(publication)
        except Unreadable as error:
            warnings.append(typeset(f"{error} : elle n'a pas pu être comparée, ce qu'elle masque peut être rendu."))
    if not digests and not publications and not frozen:
        warnings.append(
            typeset(
                "Aucune publication d'avant n'est connue : s'il en est sorti une (d'une version qui n'en gardait pas "
                "registre, ou d'un autre dossier de données), donnez son dossier par --before."
            )
        )
    return Earlier(publication_log.published(settings), frozen, publications, warnings)


def counts(connection: duckdb.DuckDBPyConnection) -> list[Count]:
    """The numbers of pupils that the tables of a connection tell or mask."""
    return [Count(*row) for row in connection.execute(query("publish", "told_count")).fetchall()]


def _of_folder(folder: Folder, now: pa.Table) -> list[Count]:
    """What open data told; what they mask is taken to be what it is now, which a sum that does not agree undoes."""
    with connect(Path(":memory:")) as connection:
        connection.register("now", now)
        for name, rows in folder.tables.items():
            ordered = rows if name != "territory" else _in_order(rows)
            connection.register("told" if name == "indicator_progress" else name, ordered)
        for file, table in (("known_figure", "indicator_progress"), ("masked_before", "masked")):
            connection.execute(f"create temp table {table} as {query('publish', file)}")
        sql = query("publish", "pupil_count")
        connection.execute(f"create temp table pupil_count as {sql}", named(sql, rules(connection)))
        return counts(connection)


def _of_edition(tables: Tables) -> list[Count]:
    """What the open data of an edition would tell."""
    with connect(Path(":memory:")) as connection:
        for name, rows in tables.items():
            connection.register(name, rows)
        mask(connection)
        return counts(connection)


def _in_order(territory: pa.Table) -> pa.Table:
    """The territories with the place where they stand, which open data say by their order alone."""
    return territory.append_column("position", pa.array(range(territory.num_rows)))


def _editions(settings: Settings, warnings: list[str]) -> Iterator[Tables]:
    for seal in sorted(settings.editions.glob("*.sha256")):
        folder = seal.with_suffix("")
        if folder.is_dir():
            try:
                yield {name: _sealed(folder, f"marts/{name}.parquet") for name in READ}
            except (OSError, pa.ArrowException, Unreadable):
                sentence = (
                    f"L'édition « {folder.name} » n'est plus comme elle a été figée : elle n'a pas pu être comparée."
                )
                warnings.append(typeset(sentence))


def _sealed(folder: Path, name: str) -> pa.Table:
    """A table of an edition, if its bytes are those that were frozen."""
    content = (folder / name).read_bytes()
    line = f"{hashlib.sha256(content).hexdigest()}  {name}"
    if line not in (folder / SUMS).read_text(encoding="utf-8", errors="replace").split("\n"):
        raise Unreadable(folder.name)
    return parquet.read_table(io.BytesIO(content))
