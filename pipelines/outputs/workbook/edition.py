"""What one export shows: a campaign, a territory and the build they are read from; the only door to the marts here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, overload

from indicators.territories import territories
from indicators.typography import listing
from pipelines.errors import NothingToExport
from pipelines.facts.open_campaign import campaign_to_open, campaigns, collecting
from pipelines.facts.rows.mapper import F, facts
from pipelines.facts.rows.strategy import EditionFacts
from pipelines.settings import Settings
from pipelines.warehouse.builds import rows

Row = dict[str, Any]


@dataclass(frozen=True)
class Edition:
    """One campaign in one territory, and `facts`: what the export says of its build, strategy and territory.

    What was asked is remembered as long as it lasts, one export on one build: several sheets tell the same facts, and
    asking took most of the time that a dossier takes."""

    settings: Settings
    campaign: str
    territory_code: str
    facts: EditionFacts
    _asked: dict[tuple[object, str], list[Any]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def previous_campaign(self) -> str | None:
        """What this campaign is compared with: nothing until it is closed."""
        return None if self.collecting else self.facts.previous_campaign

    @property
    def built_at(self) -> datetime:
        """When the last of the data came in: the date of the export, whenever it is written."""
        return self.facts.built_at.replace(tzinfo=None, microsecond=0)

    @property
    def collecting(self) -> str | None:
        """What is said in place of verdicts, ranks and trends while the campaign is open."""
        return collecting(self.facts, self.settings.reading_day)

    def outside(self, detailed: bool = False) -> str:
        """The territories that the reader consults, by name, where the one shown is not within them, so that what is
        counted in it is not all there is; nothing where it is. `detailed`: those whose files and messages are seen."""
        granted = [code for code, in_detail in self.settings.scope if in_detail or not detailed]
        if not self.settings.scope or set(granted) & set(_with_those_above(self.territory_code)):
            return ""
        names = {place.code: place.name for place in territories()}
        return listing([names[code] for code, _ in self.settings.scope])

    @overload
    def rows(self, fact: type[F], /, **more: object) -> list[F]: ...
    @overload
    def rows(self, fact: str, /, **more: object) -> list[Row]: ...
    def rows(self, fact: str | type[F], /, **more: object) -> list[Row] | list[F]:
        """The rows of a fact for this campaign and territory, known by its class or by its query, such as
        `progress/axes`; of `export` where it names no subject."""
        key = (fact, repr(sorted(more.items())))
        if key not in self._asked:
            self._asked[key] = self._ask(fact, more)
        rows = self._asked[key]
        return [dict(row) for row in rows] if isinstance(fact, str) else list(rows)

    def _ask(self, fact: str | type[F], more: dict[str, object]) -> list[Row] | list[F]:
        parameters: dict[str, object] = {
            "campaign": self.campaign,
            "territory": self.territory_code,
            "previous": self.previous_campaign,
            "today": self.settings.reading_day,
            **more,
        }
        if not isinstance(fact, str):
            return facts(self.settings, fact, **parameters)
        subject, _, name = fact.rpartition("/")
        return rows(self.settings, subject or "export", name, **parameters)

    @overload
    def row(self, fact: type[F], /, **more: object) -> F | None: ...
    @overload
    def row(self, fact: str, /, **more: object) -> Row | None: ...
    def row(self, fact: str | type[F], /, **more: object) -> Row | F | None:
        """The only row of a fact, or None."""
        return next(iter(self.rows(fact, **more)), None)


def _with_those_above(code: str | None) -> Iterator[str]:
    above = {place.code: place.parent_code for place in territories()}
    while code:
        yield code
        code = above[code]


def edition_of(settings: Settings, territory_code: str, campaign: str | None) -> Edition:
    """What to show; without a campaign, the last that can be read. Raises NothingToExport and NoWarehouse."""
    if campaign is None:
        campaign = campaign_to_open(campaigns(settings))
        if campaign is None:
            raise NothingToExport("Aucune campagne n'a encore de résultat : il n'y a rien à exporter.")
    about = facts(settings, EditionFacts, campaign=campaign, territory=territory_code)
    if not about:
        raise NothingToExport(f"La campagne « {campaign} » ou le territoire « {territory_code} » n'existe pas.")
    return Edition(settings, campaign, territory_code, about[0])
