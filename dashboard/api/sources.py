"""Where the rows of an answer come from: the build within the rights of who asks, an edition, the last publication.

All of them give tables by their names, with what the dictionary says of each column, and what tells one state of theirs
from another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Protocol

from dashboard.api.problems import unknown
from dashboard.identity.current import Identity
from pipelines.access.scoped import scoped
from pipelines.facts.public.tables import public_table
from pipelines.outputs.open_data.served import Publication, last_publication
from pipelines.outputs.open_data.tables import TYPES, Column, Table
from pipelines.releases.freeze import editions
from pipelines.releases.open import open_edition
from pipelines.settings import Settings, settings
from pipelines.warehouse.builds import rows
from pipelines.warehouse.mart_columns import marts

LIST = "VARCHAR[]"


@dataclass(frozen=True)
class State:
    """What an answer says of where its rows come from; `tag` changes when any of them may have."""

    source: str
    of: datetime
    digest: str
    demonstration: bool
    edition: str | None
    tag: str


class Source(Protocol):
    """Tables by their names."""

    @property
    def state(self) -> State: ...
    @property
    def names(self) -> Mapping[str, str]: ...
    def table(self, name: str) -> Table: ...


@dataclass(frozen=True)
class Build:
    """The build that is shown, or an edition: the tables of `where`, which hold what one may see and nothing else."""

    where: Settings
    rights: str
    edition: str | None

    @property
    def state(self) -> State:
        [build] = rows(self.where, "strategy", "build")
        at = build["built_at"].replace(tzinfo=UTC)
        tag = f"{build['content_digest']} {at.isoformat()} {build['program_version']} {self.rights} {self.edition}"
        return State("calcul", at, build["content_digest"], bool(build["demonstration"]), self.edition, tag)

    @property
    def names(self) -> Mapping[str, str]:
        return {name: one.title.fr for name, one in marts().items()}

    def table(self, name: str) -> Table:
        told = marts()[name]
        return Table(name, told.title.fr, told.key, columns_of(name), public_table(self.where, name))


@dataclass(frozen=True)
class Published:
    """The last publication of open data: the same for everybody."""

    publication: Publication

    @property
    def state(self) -> State:
        one = self.publication
        return State("données ouvertes", one.published_at, one.version, one.demonstration, None, one.version)

    @property
    def names(self) -> Mapping[str, str]:
        return {name: str(one["title"]) for name, one in self.publication.tables.items()}

    def table(self, name: str) -> Table:
        said = self.publication.tables[name]
        fields = said["schema"]["fields"]
        columns = tuple(
            Column(one["name"], one["type"], one["description"], one["title"], one.get("unit")) for one in fields
        )
        key = tuple(said["schema"].get("primaryKey", ()))
        return Table(name, str(said["title"]), key, columns, self.publication.rows(name))


def build(who: Identity, edition: str | None) -> Build:
    """What one may see of the present build, or of an edition. Raises Problem and NoWarehouse."""
    here = settings()
    if edition is not None:
        known = [one.slug for one in editions(here)]
        if edition not in known:
            raise unknown("L'édition", edition, known)
        here = open_edition(here, edition)
    return Build(scoped(here, who.rights), who.rights.key, edition)


def published() -> Published | None:
    """The last publication, or None."""
    found = last_publication(settings())
    return Published(found) if found else None


@lru_cache(maxsize=64)
def columns_of(name: str) -> tuple[Column, ...]:
    """The columns of a mart, as the files of open data describe theirs."""
    return tuple(
        Column(
            one.name,
            TYPES.get(one.type, "string"),
            one.fr,
            one.header or one.name,
            one.unit.fr if one.unit else None,
        )
        for one in marts()[name].columns
    )
