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
from pipelines.facts.rows.mapper import facts
from pipelines.facts.rows.strategy import ShownBuild
from pipelines.outputs.open_data.served import Publication, last_publication
from pipelines.outputs.open_data.tables import TYPES, Column, Table
from pipelines.releases.freeze import editions
from pipelines.releases.open import open_edition
from pipelines.settings import Settings, settings
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
    """The build that is shown, or an edition: the tables of `settings`, which hold what one may see and no more."""

    settings: Settings
    rights: str
    edition: str | None

    @property
    def state(self) -> State:
        [build] = facts(self.settings, ShownBuild)
        assert build.built_at, "what is served was received"
        at = build.built_at.replace(tzinfo=UTC)
        tag = f"{build.content_digest} {at.isoformat()} {build.program_version} {self.rights} {self.edition}"
        return State("calcul", at, build.content_digest, build.demonstration, self.edition, tag)

    @property
    def names(self) -> Mapping[str, str]:
        return {name: mart.title.fr for name, mart in marts().items()}

    def table(self, name: str) -> Table:
        mart = marts()[name]
        return Table(name, mart.title.fr, mart.key, columns_of(name), public_table(self.settings, name))


@dataclass(frozen=True)
class Published:
    """The last publication of open data: the same for everybody."""

    publication: Publication

    @property
    def state(self) -> State:
        publication = self.publication
        return State(
            "données ouvertes",
            publication.published_at,
            publication.version,
            publication.demonstration,
            None,
            publication.version,
        )

    @property
    def names(self) -> Mapping[str, str]:
        return {name: str(table["title"]) for name, table in self.publication.tables.items()}

    def table(self, name: str) -> Table:
        table = self.publication.tables[name]
        fields = table["schema"]["fields"]
        columns = tuple(
            Column(field["name"], field["type"], field["description"], field["title"], field.get("unit"))
            for field in fields
        )
        key = tuple(table["schema"].get("primaryKey", ()))
        return Table(name, str(table["title"]), key, columns, self.publication.rows(name))


def build(who: Identity, edition: str | None) -> Build:
    """The tables that one may see of the present build, or of an edition. Raises Problem and NoWarehouse."""
    here = settings()
    if edition is not None:
        slugs = [release.slug for release in editions(here)]
        if edition not in slugs:
            raise unknown("L'édition", edition, slugs)
        here = open_edition(here, edition)
    return Build(scoped(here, who.rights), who.rights.key, edition)


def published() -> Published | None:
    """The last publication, or None."""
    publication = last_publication(settings())
    return Published(publication) if publication else None


@lru_cache(maxsize=64)
def columns_of(name: str) -> tuple[Column, ...]:
    """The columns of a mart, as the files of open data describe theirs."""
    return tuple(
        Column(
            column.name,
            TYPES.get(column.type, "string"),
            column.fr,
            column.header or column.name,
            column.unit.fr if column.unit else None,
        )
        for column in marts()[name].columns
    )
